import type { Room } from '../../kit/rooms/room.js';
import { type User, roomPath } from '../../kit/rooms/user.js';
import type { DelayedEventsContext } from './delayed-events-context.js';
import { ALLOWED } from './power-levels.js';

/**
 * Tells a story of a guest in a room where everybody may send.
 *
 * @throws NotApplicable where guests cannot register, cannot join, or cannot send anything undelayed
 */
export async function asGuest(
  t: DelayedEventsContext,
  tell: (guest: User, room: Room) => Promise<void>,
): Promise<void> {
  const guest = await t.guest();
  const room = await t.alice.createRoom({ powerLevels: ALLOWED });
  await t.alice.setState(room, 'm.room.guest_access', '', { guest_access: 'can_join' });
  await t.alice.invite(room, guest);
  const joining = await guest.request('POST', roomPath(room, 'join'), { json: {} });
  if (!joining.ok) t.notApplicable(`guests cannot join a room here: ${joining}`);
  try {
    const undelayed = await guest.trySend(room, 'm.room.message', t.text('undelayed'));
    if (!undelayed.ok) t.notApplicable(`guests cannot send anything here: ${undelayed}`);
    await tell(guest, room);
  } finally {
    await guest.request('POST', roomPath(room, 'leave'), { json: {} });
  }
}
