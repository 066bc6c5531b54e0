import type { Accounts } from './accounts.js';
import type { Room } from './room.js';
import type { JsonObject } from './json.js';
import type { EventDraft } from './room-event.js';

/**
 * Completes the content of a membership event as servers do: with the user's profile when they join, knock or are invited,
 * and in restricted rooms with the member who vouches for them. Leaves all other events as they are.
 *
 * @param isJoined - whether a user is in a room, for rooms that let in the members of another
 */
export function completedMembership(
  draft: EventDraft,
  room: Room,
  accounts: Accounts,
  isJoined: (roomId: string, userId: string) => boolean,
): EventDraft {
  const { membership } = draft.content;
  const userId = draft.stateKey;
  const showsProfile = membership === 'join' || membership === 'invite' || membership === 'knock';
  if (draft.type !== 'm.room.member' || userId === undefined || !showsProfile) return draft;

  // Who vouches is for the server to say; taken from a client it would open every restricted room.
  const { join_authorised_via_users_server: _, ...content } = draft.content;
  const guarantor = membership === 'join' ? guarantorOf(userId, room, isJoined) : undefined;
  return {
    ...draft,
    content: {
      ...accounts.profileOf(userId),
      ...(guarantor === undefined ? {} : { join_authorised_via_users_server: guarantor }),
      ...content,
    },
  };
}

/** The member who vouches for a user that comes from one of the rooms which a restricted room trusts. */
function guarantorOf(
  userId: string,
  room: Room,
  isJoined: (roomId: string, userId: string) => boolean,
): string | undefined {
  const rules = room.get('m.room.join_rules', '')?.content;
  if (rules?.join_rule !== 'restricted' && rules?.join_rule !== 'knock_restricted') return undefined;
  if (['join', 'invite'].includes(room.membershipOf(userId)) || !Array.isArray(rules.allow)) return undefined;

  const trusted = (rules.allow as readonly unknown[]).some((condition) => {
    const { type, room_id: roomId } = (condition ?? {}) as JsonObject;
    return type === 'm.room_membership' && typeof roomId === 'string' && isJoined(roomId, userId);
  });
  if (!trusted) return undefined;
  const levels = room.powerLevels;
  return room.usersWith('join').find((member) => levels.ofUser(member) >= levels.to('invite'));
}
