import type { Room } from '../../kit/rooms/room.js';
import type { DelayedEventsContext } from './delayed-events-context.js';

/** How far apart two clocks of one server may be, in milliseconds: it may be made of several machines. */
export const CLOCKS_APART_MS = 50;

/**
 * The server's own time in Unix milliseconds: how it dates an undelayed event of the room's creator. What the server says
 * of time is compared with this alone, never with our clock,
 * and judged by `requireByServerClock`: such readings show as well whether the clock was set between the first and the last.
 */
export async function serverTime(t: DelayedEventsContext, room: Room): Promise<number> {
  const eventId = await room.observer.send(room, 'm.room.message', t.text('what time is it'));
  const timestamp = (await room.observer.event(room, eventId)).body['origin_server_ts'];
  return typeof timestamp === 'number' ? timestamp : t.notApplicable('ordinary events have no timestamp here');
}
