import type { JsonObject } from '../matrix/json.js';
import type { Prefix } from './delayed-event.js';

/** Who makes a request. */
export interface Requester {
  readonly userId: string;
  readonly deviceId: string;
}

/** The endpoint by which an event was scheduled: the one of the revision, or an ordinary one with a parameter. */
export type SchedulingEndpoint = 'delayed_event' | 'send' | 'state';

/** A delayed event as somebody asks for it. */
export interface DelayedEventWish {
  /** Milliseconds. */
  readonly delayMs: number;
  /** Given for state events; may be the empty string (DE-SCHED-4). */
  readonly stateKey: string | undefined;
  readonly content: JsonObject;
  /** Milliseconds since the Unix epoch; only application services have it (DE-SCHED-7). */
  readonly timestamp: number | undefined;
}

/** A request for a delayed event. */
export interface ScheduleRequest {
  readonly by: Requester;
  readonly prefix: Prefix;
  readonly endpoint: SchedulingEndpoint;
  readonly roomId: string;
  readonly type: string;
  /** `undefined` where the endpoint has none. */
  readonly txnId: string | undefined;
  /** The body of the request. */
  readonly body: JsonObject;
  /**
   * Reads what is asked for.
   *
   * @throws MatrixError when it is malformed
   */
  readonly wish: () => DelayedEventWish;
}

/** A request about a delayed event that is known by its id. */
export interface DelayRequest {
  /** Who asks; `undefined` where nobody had to say so. */
  readonly by: Requester | undefined;
  readonly prefix: Prefix;
  readonly id: string;
}
