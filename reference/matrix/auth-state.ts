import { MatrixError } from './matrix-error.js';
import { PowerLevels } from './power-levels.js';
import { creatorsAboveLevels } from './room-creators.js';
import type { RoomEvent } from './room-event.js';

/** The state of a room, as far as its authorization rules look at it. */
export interface AuthState {
  /** The current state event of this type and state key. */
  get(type: string, stateKey: string): RoomEvent | undefined;
}

/** The power levels that a room's state sets. */
export function powerLevelsIn(state: AuthState): PowerLevels {
  const create = state.get('m.room.create', '');
  return new PowerLevels(state.get('m.room.power_levels', '')?.content, {
    maker: create?.sender ?? '',
    creatorsAbove: creatorsAboveLevels(create),
  });
}

/** A user's membership by a room's state; `leave` when it says nothing about them. */
export function membershipIn(state: AuthState, userId: string): string {
  const membership = state.get('m.room.member', userId)?.content.membership;
  return typeof membership === 'string' ? membership : 'leave';
}

/** The refusal of something that the room does not allow. */
export function forbidden(message: string): MatrixError {
  return new MatrixError(403, 'M_FORBIDDEN', message);
}
