import { MatrixError } from './matrix-error.js';
import type { Room } from './room.js';
import type { EventDraft } from './room-event.js';

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
  if (room.get('m.room.guest_access', '')?.content.guest_access === 'can_join') return;
  throw new MatrixError(403, 'M_GUEST_ACCESS_FORBIDDEN', 'This room does not admit guests.');
}
