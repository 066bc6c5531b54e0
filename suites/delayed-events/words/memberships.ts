import type { Room } from '../../kit/rooms/room.js';
import type { User } from '../../kit/rooms/user.js';
import type { DelayedEvent } from './delayed-event.js';
import type { DelayedEventsContext } from './delayed-events-context.js';

/**
 * Schedules a membership by alice; none where the server delays no memberships.
 *
 * @param whose - whose membership it is
 * @param delay - in milliseconds
 */
export async function membershipOf(
  t: DelayedEventsContext,
  room: Room,
  whose: User,
  content: DelayedEvent['content'],
  delay = t.far,
): Promise<readonly DelayedEvent[]> {
  const wish = t.completed({ delay, type: 'm.room.member', stateKey: whose.userId, content });
  const answer = await t.trySchedule(t.alice, room, wish);
  return answer.ok ? [t.accept('DE-SCHED-1', t.alice, room, wish, answer)] : [];
}
