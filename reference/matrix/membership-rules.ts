import { forbidden, membershipIn, powerLevelsIn, type AuthState } from './auth-state.js';
import { isUserId } from './identifiers.js';
import { MatrixError } from './matrix-error.js';
import type { PowerLevels } from './power-levels.js';
import type { EventDraft } from './room-event.js';

/** A change of membership, with all that the rules about it look at. */
interface Change {
  readonly sender: string;
  readonly target: string;
  readonly senderMembership: string;
  readonly targetMembership: string;
  readonly senderLevel: number;
  readonly targetLevel: number;
}

/**
 * Judges an `m.room.member` event by the rules that room versions 11 and 12 share.
 *
 * @throws MatrixError 403 `M_FORBIDDEN`, or 400 `M_BAD_JSON` when it is no membership event at all
 */
export function authorizeMembership(draft: EventDraft, state: AuthState, levels: PowerLevels): void {
  const target = draft.stateKey;
  if (target === undefined || !isUserId(target)) {
    throw new MatrixError(400, 'M_BAD_JSON', 'The state key of m.room.member has to be a user id.');
  }
  const change: Change = {
    sender: draft.sender,
    target,
    senderMembership: membershipIn(state, draft.sender),
    targetMembership: membershipIn(state, target),
    senderLevel: levels.ofUser(draft.sender),
    targetLevel: levels.ofUser(target),
  };
  switch (draft.content.membership) {
    case 'join':
      return authorizeJoin(change, draft, state);
    case 'invite':
      return authorizeInvite(change, draft, levels);
    case 'leave':
      return authorizeLeave(change, levels);
    case 'ban':
      return authorizeBan(change, levels);
    case 'knock':
      return authorizeKnock(change, state);
    default:
      throw new MatrixError(400, 'M_BAD_JSON', 'There is no such membership.');
  }
}

function authorizeJoin(change: Change, draft: EventDraft, state: AuthState): void {
  if (change.sender !== change.target) throw forbidden('Nobody can join for somebody else.');
  if (change.targetMembership === 'ban') throw forbidden('You are banned from this room.');
  if (change.targetMembership === 'join') return;

  const creator = state.get('m.room.create', '')?.sender;
  if (change.sender === creator && state.get('m.room.member', creator) === undefined) return;

  const rule = joinRuleIn(state);
  if (rule === 'public') return;
  const mayBeInvited = rule === 'invite' || rule === 'knock' || rule === 'restricted' || rule === 'knock_restricted';
  if (mayBeInvited && change.targetMembership === 'invite') return;
  if ((rule === 'restricted' || rule === 'knock_restricted') && isVouchedFor(draft, state)) return;
  throw forbidden('You are not invited to this room.');
}

/** Restricted rooms: somebody who may invite has to stand for the user; who that can be the server decides. */
function isVouchedFor(draft: EventDraft, state: AuthState): boolean {
  const guarantor = draft.content.join_authorised_via_users_server;
  if (typeof guarantor !== 'string' || membershipIn(state, guarantor) !== 'join') return false;
  const levels = powerLevelsIn(state);
  return levels.ofUser(guarantor) >= levels.to('invite');
}

function authorizeInvite(change: Change, draft: EventDraft, levels: PowerLevels): void {
  if (draft.content.third_party_invite !== undefined)
    throw forbidden('Invitations by third parties are not supported.');
  if (change.senderMembership !== 'join') throw forbidden('You are not in this room.');
  if (change.targetMembership === 'join') throw forbidden('That user is in the room already.');
  if (change.targetMembership === 'ban') throw forbidden('That user is banned from the room.');
  if (change.senderLevel < levels.to('invite')) throw forbidden('You may not invite to this room.');
}

function authorizeLeave(change: Change, levels: PowerLevels): void {
  if (change.sender === change.target) {
    if (['invite', 'join', 'knock'].includes(change.targetMembership)) return;
    throw forbidden('You are not in this room.');
  }
  if (change.senderMembership !== 'join') throw forbidden('You are not in this room.');
  if (change.targetMembership === 'ban' && change.senderLevel < levels.to('ban')) {
    throw forbidden('You may not lift bans in this room.');
  }
  if (change.senderLevel < levels.to('kick') || change.targetLevel >= change.senderLevel) {
    throw forbidden('You may not remove that user from the room.');
  }
}

function authorizeBan(change: Change, levels: PowerLevels): void {
  if (change.senderMembership !== 'join') throw forbidden('You are not in this room.');
  if (change.senderLevel < levels.to('ban') || change.targetLevel >= change.senderLevel) {
    throw forbidden('You may not ban that user from the room.');
  }
}

function authorizeKnock(change: Change, state: AuthState): void {
  const rule = joinRuleIn(state);
  if (rule !== 'knock' && rule !== 'knock_restricted') throw forbidden('This room does not take knocks.');
  if (change.sender !== change.target) throw forbidden('Nobody can knock for somebody else.');
  if (['ban', 'invite', 'join'].includes(change.targetMembership))
    throw forbidden('You cannot knock on this room now.');
}

function joinRuleIn(state: AuthState): unknown {
  return state.get('m.room.join_rules', '')?.content.join_rule ?? 'invite';
}
