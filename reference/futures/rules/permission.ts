import type { FuturesReadings } from '../../../fixtures/requirements/futures/readings.js';
import { MatrixError } from '../../matrix/matrix-error.js';
import type { Future } from '../future.js';

/** What senders may do, and when that is judged. A judge refuses by throwing a MatrixError. */
export interface PermissionRules {
  /**
   * Judges the sender when a future is scheduled.
   *
   * @throws MatrixError
   */
  readonly judgeSender: (facts: {
    readonly isJoined: boolean;
    /** What the room would answer to the event now. */
    readonly refusalNow: () => MatrixError | undefined;
  }) => void;
  /** Why a future may not be sent, whatever its room would say; `undefined` leaves it to the room. */
  readonly refusalWhenSending: (future: Future) => MatrixError | undefined;
  /** Whether the room judges the sender's permission when a future resolves. */
  readonly isJudgedWhenSending: (future: Future) => boolean;
}

/** The rules on permission. */
export function permissionRules(readings: FuturesReadings): PermissionRules {
  return {
    // POWER-1: membership alone is judged now, never power levels. ERR-4, Q-MEMBERSHIP
    judgeSender: ({ isJoined }) => {
      if (readings['Q-MEMBERSHIP'] === 'scheduling' && !isJoined) {
        throw new MatrixError(403, 'M_FORBIDDEN', 'You are not in this room.');
      }
    },

    // POWER-2: what was refused before does not count.
    refusalWhenSending: () => undefined,

    // POWER-3, POWER-4: by the room as it is then, whatever was allowed before.
    isJudgedWhenSending: () => true,
  };
}
