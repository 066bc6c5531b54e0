import type { FuturesReadings } from '../../../fixtures/requirements/futures/readings.js';
import { MatrixError } from '../../matrix/matrix-error.js';
import type { TimeUnit } from './parameters.js';

/** How long and how many. A judge refuses by throwing a MatrixError. */
export interface LimitRules {
  /**
   * Judges the duration of a timeout future.
   *
   * @throws MatrixError
   */
  readonly judgeTimeout: (facts: {
    readonly timeoutMs: number;
    /** Milliseconds; `undefined` when there is no maximum. */
    readonly maxMs: number | undefined;
    readonly unit: TimeUnit;
  }) => void;
  /**
   * Judges how many futures a user has.
   *
   * @throws MatrixError
   */
  readonly judgeCapacity: (facts: {
    /** How many futures of the user live. */
    readonly pending: number;
    /** How many more the request asks for. */
    readonly wanted: number;
    /** The most that a user may have. */
    readonly cap: number;
  }) => void;
}

/** The rules on limits. None of them answers 429 (ERR-9): waiting would not help. */
export function limitRules(readings: FuturesReadings): LimitRules {
  return {
    judgeTimeout: ({ timeoutMs, maxMs, unit }) => {
      // SCHED-11: the maximum itself is accepted. Q-MAX-CODE
      if (maxMs !== undefined && timeoutMs > maxMs) {
        const max = `${maxMs / unit.inMs} ${unit.name}`;
        throw new MatrixError(400, readings['Q-MAX-CODE'], `future_timeout is too long: the maximum is ${max}.`);
      }
      // Q-NUMBER: beyond 2^53 a number is no longer the one that was written.
      const isExact = Number.isSafeInteger(timeoutMs);
      if (!isExact && (readings['Q-NUMBER'] === 'refused' || !Number.isFinite(timeoutMs))) {
        throw new MatrixError(400, 'M_INVALID_PARAM', 'future_timeout is out of range.');
      }
      // Q-ZERO
      if (timeoutMs === 0 && readings['Q-ZERO'] === 'refused') {
        throw new MatrixError(400, 'M_INVALID_PARAM', 'future_timeout has to be more than 0.');
      }
    },

    // Q-LIMIT. TIME-5: without a cap as many as one likes.
    judgeCapacity: ({ pending, wanted, cap }) => {
      if (readings['Q-LIMIT'] === 'capped' && pending + wanted > cap) {
        throw new MatrixError(400, 'M_MAX_FUTURES_EXCEEDED', `There can be ${cap} futures per user.`);
      }
    },
  };
}
