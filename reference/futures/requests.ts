import type { JsonObject } from '../matrix/json.js';

/** Who makes a request. */
export interface Requester {
  readonly userId: string;
  readonly deviceId: string;
}

/** The word in the path by which a future was asked for (SCHED-1, SCHED-2, REUSE-1). */
export type SchedulingEndpoint = 'send_future' | 'state_future' | 'send' | 'state';

/** One future that somebody asks for. */
export interface FutureWish {
  readonly endpoint: SchedulingEndpoint;
  readonly roomId: string;
  readonly type: string;
  /** Given for state events; may be the empty string (SCHED-3). */
  readonly stateKey: string | undefined;
  /** Given for message events. */
  readonly txnId: string | undefined;
  readonly content: JsonObject;
  /** Milliseconds, or `none` for an action future. */
  readonly timeoutMs: number | 'none';
  /** The group id that was asked for. */
  readonly groupId: string | undefined;
}

/** A request for one future. */
export interface ScheduleRequest {
  readonly by: Requester;
  readonly wish: FutureWish;
  /** Equal for requests with equal body and parameters, different for others. */
  readonly fingerprint: string;
}

/** An event as a batch describes it. */
export interface BatchEvent {
  readonly type: string;
  readonly stateKey: string | undefined;
  readonly content: JsonObject;
}

/** A request for a whole group, and possibly an event that is sent with it (BATCH-1). */
export interface BatchRequest {
  readonly by: Requester;
  readonly roomId: string;
  readonly txnId: string;
  /** Milliseconds. */
  readonly timeoutMs: number;
  readonly groupId: string | undefined;
  readonly onTimeout: BatchEvent;
  /** By the names that the client gave to its actions; `undefined` when there was no such field. */
  readonly onAction: readonly (readonly [name: string, event: BatchEvent])[] | undefined;
  readonly now: BatchEvent | undefined;
  /** As in {@link ScheduleRequest}. */
  readonly fingerprint: string;
}
