import type { DelayedEventsReadings } from '../../../fixtures/requirements/delayed-events/readings.js';
import { MatrixError } from '../../matrix/matrix-error.js';
import type { DelayedEvent, Trigger } from '../delayed-event.js';
import type { Requester } from '../requests.js';

/** What senders may do, and when that is judged. A judge refuses by throwing a MatrixError. */
export interface PermissionRules {
  /**
   * Judges the room when an event is scheduled.
   *
   * @throws MatrixError
   */
  readonly judgeRoom: (facts: {
    readonly by: Requester;
    readonly exists: boolean;
    readonly isJoined: boolean;
    readonly isEncrypted: boolean;
  }) => void;
  /**
   * Judges the sender when an event is scheduled.
   *
   * @throws MatrixError
   */
  readonly judgeSender: (facts: {
    readonly isJoined: boolean;
    /** What the room would answer to the event now. */
    readonly refusalNow: () => MatrixError | undefined;
  }) => void;
  /** Why an event may not be sent, whatever its room would say; `undefined` leaves it to the room. */
  readonly refusalWhenSending: (facts: {
    readonly event: DelayedEvent;
    readonly by: Trigger;
    /** Why its sender may do nothing at all any more; `undefined` when they may. */
    readonly accountRefusal: MatrixError | undefined;
  }) => MatrixError | undefined;
  /** Whether the room judges the sender's permission when an event is sent. */
  readonly isJudgedWhenSending: (facts: {
    readonly event: DelayedEvent;
    readonly by: Trigger;
    /** What the room would answer to the event now. */
    readonly refusalNow: () => MatrixError | undefined;
  }) => boolean;
}

/** The rules on permission. */
export function permissionRules(readings: DelayedEventsReadings): PermissionRules {
  return {
    judgeRoom: ({ isJoined }) => {
      if (isJoined) return;
      // DE-ERR-5, Q-ROOM: rooms that are not there are not told apart from those that one is not in.
      switch (readings['Q-ROOM']) {
        case '403':
          throw new MatrixError(403, 'M_FORBIDDEN', 'You are not in this room.');
        case '404':
          throw new MatrixError(404, 'M_NOT_FOUND', 'There is no such room.');
        case 'accepted':
          return;
      }
    },

    // DE-PERM-1: nothing that is allowed or forbidden now decides. DE-PERM-2, Q-AUTH-EARLY
    judgeSender: ({ isJoined, refusalNow }) => {
      if (readings['Q-AUTH-EARLY'] === 'accepted' || !isJoined) return;
      const refusal = refusalNow();
      if (refusal !== undefined) throw refusal;
    },

    // DE-PERM-4, Q-STATUS: who is gone sends nothing.
    refusalWhenSending: ({ accountRefusal }) => accountRefusal,

    // DE-PERM-1, DE-PERM-3: by all rules of the room as it is then.
    isJudgedWhenSending: () => true,
  };
}
