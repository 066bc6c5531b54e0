import { type SeenEvent, dig, sameJson } from '../../kit/rooms/matrix-json.js';
import type { Room } from '../../kit/rooms/room.js';
import type { DelayedEventWish } from '../words/delayed-event.js';
import type { DelayedEventsContext } from '../words/delayed-events-context.js';

/** A delayed event that was sent, in words, with its `delay_id`. */
export interface Sent {
  readonly room: Room;
  readonly what: string;
  readonly delayId: string;
  readonly seen: SeenEvent;
}

/** Has an event sent by hand whose effect is told elsewhere, too; none where the server does not take it. */
export async function trySent(
  t: DelayedEventsContext,
  room: Room,
  what: string,
  wish: DelayedEventWish,
  by = t.alice,
): Promise<readonly Sent[]> {
  const completed = t.completed(wish);
  const delayId = (await t.trySchedule(by, room, completed)).string('delay_id');
  if (delayId === undefined || !(await t.tryAct(by, delayId, 'send')).ok) return [];
  const isIt = ({ type, sender, content }: SeenEvent): boolean =>
    type === completed.type &&
    sender === by.userId &&
    Object.entries(completed.content).every(([name, value]) => sameJson(dig(content, name), value));
  const seen = (await by.history(room)).find(isIt);
  return seen === undefined ? [] : [{ room, what, delayId, seen }];
}
