import type { JsonRecord } from '../../kit/rooms/matrix-json.js';
import type { ScheduledEvent } from '../../scheduled-events/scheduled-event.js';

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

/** A future that the server has accepted. An action future is never due by itself. */
export interface Future extends ScheduledEvent {
  /** Present on message futures. */
  readonly txnId?: string;
  /** Milliseconds; absent on action futures. */
  readonly timeout?: number;
  /** The group it is in, as the server or the check named it. */
  readonly group: string;
  readonly sendToken: string;
  /** Present on timeout futures. */
  readonly refreshToken?: string;
  /** Present on timeout futures, and on action futures where the server gives them one. */
  readonly cancelToken?: string;
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
