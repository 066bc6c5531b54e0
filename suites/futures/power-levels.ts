import type { Answer } from '../kit/answer.js';
import type { JsonRecord } from '../kit/matrix-json.js';
import type { Room } from '../kit/room.js';
import { Inconclusive } from '../kit/verdict.js';

/** Changes fields of a room's power levels, as its creator; returns the answer of the request that did so. */
export function changeLevels(room: Room, levels: JsonRecord): Promise<Answer> {
  return room.observer.changePowerLevels(room, (before) => ({ ...before, ...levels }));
}

/**
 * Makes sure that an ordinary event was refused for want of power: a check on what is forbidden says nothing where it
 * is not.
 */
export function mustBeForbidden(answer: Answer): void {
  if (answer.status !== 403)
    throw new Inconclusive(`an event that the power levels do not allow was answered ${answer}`);
}
