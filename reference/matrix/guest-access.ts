import { MatrixError } from './matrix-error.js';
import type { Room } from './room.js';
import type { EventDraft, RoomEvent } from './room-event.js';

/**
 * Keeps guests out of rooms that do not admit them.
 *
 * @throws MatrixError 403 `M_GUEST_ACCESS_FORBIDDEN`
 */
export function checkGuestAccess(
  { type, content, stateKey }: EventDraft,
  room: Room,
  isGuest: (userId: string) => boolean,
): void {
  if (type !== 'm.room.member' || content.membership !== 'join' || stateKey === undefined || !isGuest(stateKey)) return;
  if (admitsGuests(room)) return;
  throw new MatrixError(403, 'M_GUEST_ACCESS_FORBIDDEN', 'This room does not admit guests.');
}

/** The guests who are in a room that does not admit them any more, once an event has entered it. */
export function guestsToSendAway(
  { type, state_key: stateKey }: RoomEvent,
  room: Room,
  isGuest: (userId: string) => boolean,
): string[] {
  if (type !== 'm.room.guest_access' || stateKey !== '' || admitsGuests(room)) return [];
  return room.usersWith('join').filter(isGuest);
}

function admitsGuests(room: Room): boolean {
  return room.get('m.room.guest_access', '')?.content.guest_access === 'can_join';
}
