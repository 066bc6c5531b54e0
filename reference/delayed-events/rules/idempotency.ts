import type { JsonObject } from '../../matrix/json.js';
import type { DelayedEvent } from '../delayed-event.js';
import type { Requester, ScheduleRequest } from '../requests.js';

/** What tells requests with transaction ids apart. */
export type TransactionFacts = Omit<ScheduleRequest, 'wish'>;

/** The place where the answer to a request with a transaction id is kept. */
export interface TransactionScope {
  readonly device: Requester;
  readonly path: readonly string[];
}

/** What a request that comes again does. */
export interface IdempotencyRules {
  /** Requests are the same one tried again exactly if this says the same of them; `undefined` never is. */
  readonly transactionScope: (facts: TransactionFacts) => TransactionScope | undefined;
  /** Whether a request that was answered before gets that answer again, or is judged anew. */
  readonly repeated: (facts: {
    /** What the first one scheduled; `undefined` where that was an undelayed event. */
    readonly event: DelayedEvent | undefined;
    /** Whether there would be no place for another one by now. */
    readonly isFull: boolean;
  }) => 'first-answer' | 'anew';
  /** What a request gets that is answered as the first one was. */
  readonly repeatedAnswer: (facts: {
    readonly answer: JsonObject;
    readonly event: DelayedEvent | undefined;
  }) => JsonObject;
}

/** The rules on transaction ids. */
export function idempotencyRules(): IdempotencyRules {
  return {
    // DE-SCHED-5, DE-SCHED-6: one user's, one device's and one path's, the room among its parts.
    transactionScope: ({ by: { userId, deviceId }, prefix, endpoint, roomId, type, txnId }) =>
      txnId === undefined ? undefined : { device: { userId, deviceId }, path: [endpoint, prefix, roomId, type, txnId] },

    // DE-SCHED-5. DE-SCHED-6: whatever has become of the event, and whatever else waits meanwhile.
    repeated: () => 'first-answer',
    repeatedAnswer: ({ answer }) => answer,
  };
}
