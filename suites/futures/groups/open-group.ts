import type { Room } from '../../kit/rooms/room.js';
import type { Future } from '../words/future.js';
import type { FuturesContext } from '../words/futures-context.js';
import { inWords } from '../../chance/any-content.js';

/**
 * Schedules a timeout future with a group id that is not in use (Q-CLIENT-GROUP).
 *
 * @returns the future; nothing where it is refused, a sentence where it goes wrong
 */
export async function openGroup(t: FuturesContext, room: Room, id: string): Promise<Future | string | undefined> {
  const wish = { type: 'm.room.message', timeout: t.far, group: id, content: t.text('in a group of any id') };
  const answer = await t.tryMessage(t.alice, room, wish);
  if (answer.ok) return t.adopt(t.alice, room, wish, answer);
  return answer.refused ? undefined : `the group id ${inWords(id)}: expected 200 or 4xx, got ${answer}`;
}
