import type { Answer } from '../../kit/connection/answer.js';
import { type JsonRecord, type SeenEvent, sameJson } from '../../kit/rooms/matrix-json.js';
import type { Room } from '../../kit/rooms/room.js';
import type { TimeWindow } from '../../kit/time/time-window.js';
import type { User } from '../../kit/rooms/user.js';

/** What a check asks for when it schedules a future. What is left out gets a value that no other future has. */
export interface FutureWish {
  /** Milliseconds, or `none` for an action future. */
  readonly timeout?: number | 'none';
  /** The group id to name. */
  readonly group?: string;
  readonly type?: string;
  /** Given for state futures. */
  readonly stateKey?: string;
  readonly content?: JsonRecord;
  /** Message futures only. */
  readonly txnId?: string;
}

/** A future that the server has accepted. */
export interface Future {
  readonly by: User;
  readonly room: Room;
  readonly type: string;
  /** Present on state futures. */
  readonly stateKey?: string;
  readonly content: JsonRecord;
  /** Present on message futures. */
  readonly txnId?: string;
  /** Milliseconds; absent on action futures. */
  readonly timeout?: number;
  /** The group it is in, as the server or the check named it. */
  readonly group: string;
  /** The answer that accepted it. */
  readonly answer: Answer;
  readonly sendToken: string;
  /** Present on timeout futures. */
  readonly refreshToken?: string;
  /** Present on timeout futures, and on action futures where the server gives them one. */
  readonly cancelToken?: string;
  /** When its timer runs out, as things stand; absent on action futures. Moved by refreshing. */
  due?: TimeWindow;
  /** When it would have run out but for its last refresh. */
  dueBefore?: TimeWindow;
}

/** Whether an event is the one that a future was to send: recognised by its label, or else by all of its content. */
export function isEventOf(future: Future): (event: SeenEvent) => boolean {
  const label = future.content['label'];
  if (typeof label === 'string') return (event) => event.content['label'] === label;
  return (event) => event.type === future.type && sameJson(event.content, future.content);
}

/** Whether two different futures are of one user's one group. */
export function areOfOneGroup(one: Future, other: Future): boolean {
  return one !== other && one.by.userId === other.by.userId && one.group !== '' && one.group === other.group;
}

/** Whether two state futures are for the same key, so that one may take the place of the other (Q-STATE-TWICE). */
export function areOfOneStateKey(one: Future, other: Future): boolean {
  return (
    one.stateKey !== undefined && one.room === other.room && one.type === other.type && one.stateKey === other.stateKey
  );
}

/** Whether an event has the label of the given content, which `Context.text` gave it. */
export function isLabelledAs(content: JsonRecord): (event: SeenEvent) => boolean {
  return (event) => event.content['label'] === content['label'];
}
