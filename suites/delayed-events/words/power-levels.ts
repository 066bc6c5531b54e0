import { Inconclusive } from '../../kit/checks/verdict.js';
import type { Answer } from '../../kit/connection/answer.js';
import type { JsonRecord } from '../../kit/rooms/matrix-json.js';
import type { Room } from '../../kit/rooms/room.js';

/**
 * Changes fields of a room's power levels, as its creator; returns the answer of the request that did so. Only members
 * lose rights by it: the creator's cannot be taken away where rooms are of version 12.
 */
export function changeLevels(room: Room, levels: JsonRecord): Promise<Answer> {
  return room.observer.changePowerLevels(room, (before) => ({ ...before, ...levels }));
}

/** What a member may no longer do, and may do again. Messages and state alike. */
export const SILENCED = { events_default: 50, state_default: 50 } as const;
export const ALLOWED = { events_default: 0, state_default: 0 } as const;

/** Makes sure that an undelayed event was refused for want of power: what is said of it otherwise says nothing. */
export function mustBeForbidden(answer: Answer): void {
  if (answer.status !== 403)
    throw new Inconclusive(`an event that the power levels do not allow was answered ${answer}`);
}
