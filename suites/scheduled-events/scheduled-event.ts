import type { Answer } from '../kit/connection/answer.js';
import { type JsonRecord, type SeenEvent, sameJson } from '../kit/rooms/matrix-json.js';
import type { Room } from '../kit/rooms/room.js';
import type { User } from '../kit/rooms/user.js';
import { type Span, type TimeWindow, dueAfter } from '../kit/time/time-window.js';

/** An event that a server has accepted to send later, as far as any revision knows it. */
export interface ScheduledEvent {
  readonly by: User;
  readonly room: Room;
  readonly type: string;
  /** Present on state events. */
  readonly stateKey?: string;
  readonly content: JsonRecord;
  /** The answer that accepted it. */
  readonly answer: Answer;
  /** When it is due by itself, as things stand; absent where it never is. Moved by {@link restartTimer}. */
  due?: TimeWindow;
  /** When it would have been due but for the last restart of its timer. */
  dueBefore?: TimeWindow;
}

/** What sends an event that is scheduled: its timer, or a request that it be sent at once. */
export type Sender = 'timer' | 'request';

/** Takes a request for the restart of an event's timer: from now on the event is due so long after that. */
export function restartTimer(event: ScheduledEvent, request: Span, delay: number): void {
  if (event.due !== undefined) event.dueBefore = event.due;
  event.due = dueAfter(request, delay);
}

/** Whether an event is the one that was scheduled: recognised by its label, or else by all of its content. */
export function isEventOf(scheduled: ScheduledEvent): (event: SeenEvent) => boolean {
  const label = scheduled.content['label'];
  if (typeof label === 'string') return (event) => event.content['label'] === label;
  return (event) => event.type === scheduled.type && sameJson(event.content, scheduled.content);
}

/** Whether an event has the label of the given content, which `Context.text` gave it. */
export function isLabelledAs(content: JsonRecord): (event: SeenEvent) => boolean {
  return (event) => event.content['label'] === content['label'];
}
