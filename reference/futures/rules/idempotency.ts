import type { FuturesReadings } from '../../../fixtures/requirements/futures/readings.js';
import type { JsonObject } from '../../matrix/json.js';
import { MatrixError } from '../../matrix/matrix-error.js';
import type { Requester, SchedulingEndpoint } from '../requests.js';

/** What tells requests with transaction ids apart. */
export interface TransactionPath {
  readonly by: Requester;
  readonly endpoint: SchedulingEndpoint | 'batch';
  readonly roomId: string;
  readonly type: string;
  readonly txnId: string | undefined;
}

/** What a request that comes again does. */
export interface IdempotencyRules {
  /** Requests are the same one tried again exactly if this says the same of them; `undefined` never is. */
  readonly transactionScope: (path: TransactionPath) => string | undefined;
  /** The answer of an undelayed event that stands for this request, too; `undefined` where none does. */
  readonly answeredBySend: (facts: {
    /** What an undelayed event of the same room, type and transaction id was answered, if there was one. */
    readonly find: () => JsonObject | undefined;
  }) => JsonObject | undefined;
  /**
   * Whether a request with a known transaction id gets the answer of the first one again, or is judged anew.
   *
   * @throws MatrixError
   */
  readonly repeated: (facts: {
    /** Whether body and parameters are equal too. */
    readonly isSame: boolean;
    /** Whether the earlier request's future still lives. */
    readonly isLiving: boolean;
  }) => 'first-answer' | 'anew';
}

/** The rules on transaction ids. */
export function idempotencyRules(readings: FuturesReadings): IdempotencyRules {
  return {
    // SCHED-9: one user's, one device's and one path's. State futures have no transaction id.
    transactionScope: ({ by, endpoint, roomId, type, txnId }) =>
      txnId === undefined ? undefined : JSON.stringify([by.userId, by.deviceId, endpoint, roomId, type, txnId]),

    // SCHED-9: nor do undelayed events have anything to do with it.
    answeredBySend: () => undefined,

    repeated: ({ isSame, isLiving }) => {
      // Q-TXN-AFTER
      if (!isLiving && readings['Q-TXN-AFTER'] === 'anew') return 'anew';
      // SCHED-9
      if (isSame) return 'first-answer';
      // Q-TXN-DIFF
      switch (readings['Q-TXN-DIFF']) {
        case 'first-answer':
          return 'first-answer';
        case 'further':
          return 'anew';
        case 'refused':
          throw new MatrixError(400, 'M_INVALID_PARAM', 'This transaction id was used for another request.');
      }
    },
  };
}
