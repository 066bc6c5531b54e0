import type { JsonObject } from '../matrix/json.js';
import type { MatrixError } from '../matrix/matrix-error.js';
import type { RoomsPort } from '../matrix/rooms-port.js';
import type { Clock } from '../time/clock.js';
import type { SharedTimer } from '../time/shared-timer.js';
import type { DelayedEvent } from './delayed-event.js';
import type { RatedCall } from './rated-call.js';
import type { Requester } from './requests.js';

/** Everything that the engine needs from the world around it. */
export interface DelayedEventsPorts {
  readonly clock: Pick<Clock, 'now'>;
  /** The one timer of the homeserver. */
  readonly timer: SharedTimer;
  /** An unguessable string of URL-safe characters with at least 128 random bits. */
  randomToken(): string;
  readonly rooms: RoomsPort<DelayedEvent>;
  readonly transactions: TransactionsPort;
  readonly rates: RatesPort;
  /** Why a user may do nothing at all any more; `undefined` when they may. */
  accountRefusal(userId: string): MatrixError | undefined;
}

/** What requests with transaction ids were answered, by the device that made them and by their path. */
export interface TransactionsPort {
  find(device: Requester, path: readonly string[]): JsonObject | undefined;
  remember(device: Requester, path: readonly string[], answer: JsonObject): void;
}

/** How much callers may still ask for. */
export interface RatesPort {
  /**
   * Takes one call from what a caller has left.
   *
   * @returns how long the caller has to wait, in milliseconds, when nothing is left, and otherwise 0
   */
  take(call: RatedCall, caller: string): number;
}
