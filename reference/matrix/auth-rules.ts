import { forbidden, membershipIn, powerLevelsIn, type AuthState } from './auth-state.js';
import { authorizeMembership } from './membership-rules.js';
import { authorizePowerLevels } from './power-level-rules.js';
import { checkCreators, creatorsAboveLevels } from './room-creators.js';
import type { EventDraft } from './room-event.js';

/**
 * Judges an event by the authorization rules of the room's version and the room's state before it.
 *
 * @see https://spec.matrix.org/latest/rooms/v11/#authorization-rules
 * @see https://spec.matrix.org/latest/rooms/v12/#authorization-rules
 * @throws MatrixError 403 `M_FORBIDDEN` when they do not allow it, 400 `M_BAD_JSON` when its content breaks their form
 */
export function authorize(draft: EventDraft, state: AuthState): void {
  const create = state.get('m.room.create', '');
  if (draft.type === 'm.room.create') {
    if (create !== undefined || draft.stateKey !== '') throw forbidden('A room is created only once.');
    checkCreators(draft.content);
    return;
  }
  if (create === undefined) throw forbidden('The room has not been created.');

  const levels = powerLevelsIn(state);
  if (draft.type === 'm.room.member') {
    authorizeMembership(draft, state, levels);
    return;
  }

  if (membershipIn(state, draft.sender) !== 'join') throw forbidden('You are not in this room.');

  const level = levels.ofUser(draft.sender);
  if (draft.type === 'm.room.third_party_invite') {
    if (level < levels.to('invite')) throw forbidden('You may not invite to this room.');
    return;
  }

  const needed = levels.toSend(draft.type, draft.stateKey !== undefined);
  if (level < needed) throw forbidden(`Sending ${draft.type} takes power level ${needed}, you have ${level}.`);
  if (draft.stateKey?.startsWith('@') === true && draft.stateKey !== draft.sender) {
    throw forbidden('State keys that are user ids belong to these users.');
  }
  if (draft.type === 'm.room.power_levels') {
    const before = state.get('m.room.power_levels', '');
    authorizePowerLevels(draft, { before, level, creators: creatorsAboveLevels(create) });
  }
}
