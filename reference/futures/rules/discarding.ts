import type { FuturesReadings } from '../../../fixtures/requirements/futures/readings.js';
import { MatrixError } from '../../matrix/matrix-error.js';
import { type EndReason, type Future, hasTimeout } from '../future.js';

/** What a room's refusal of a future's event leads to, when a token asked for it. */
export interface ForbiddenSend {
  readonly discards: readonly Future[];
  /** The answer to the call; `undefined` answers as if the event had been sent. */
  readonly answer: MatrixError | undefined;
}

/** Who has to go. `members` are always all living futures of the group, in the order of scheduling. */
export interface DiscardingRules {
  /** Whom a future takes along when its event has been sent, itself included. */
  readonly discardedBySend: (facts: {
    readonly sent: Future;
    readonly members: readonly Future[];
  }) => readonly Future[];
  /** Whom a cancel token discards. */
  readonly discardedByCancel: (facts: {
    readonly cancelled: Future;
    readonly members: readonly Future[];
  }) => readonly Future[];
  /** Whom a future takes along when its timer ran out and its event was refused, itself included. */
  readonly discardedByRefusal: (facts: {
    readonly refused: Future;
    readonly members: readonly Future[];
  }) => readonly Future[];
  /** What follows when a send token was used and the event was refused. */
  readonly forbiddenSend: (facts: {
    readonly refused: Future;
    readonly members: readonly Future[];
    readonly refusal: MatrixError;
  }) => ForbiddenSend;
  /** Whom of the rest a group loses when it has lost some of its members without one being sent. */
  readonly orphaned: (facts: {
    readonly lost: readonly Future[];
    readonly members: readonly Future[];
    readonly because: EndReason;
  }) => readonly Future[];
  /** Whether a future's timer stops when the future is gone. */
  readonly timerStops: (facts: { readonly future: Future; readonly because: EndReason }) => boolean;
}

/** The rules on discarding. */
export function discardingRules(readings: FuturesReadings): DiscardingRules {
  return {
    // GROUP-1, GROUP-2, TOKEN-2, TOKEN-12: the whole group, in the same breath as its event enters the room.
    discardedBySend: ({ members }) => members,

    // TOKEN-6, TOKEN-7, Q-CANCEL, Q-CANCEL-ACTION
    discardedByCancel: ({ cancelled, members }) => {
      const reading = cancelled.kind === 'timeout' ? readings['Q-CANCEL'] : readings['Q-CANCEL-ACTION'];
      return reading === 'group' ? members : [cancelled];
    },

    // POWER-5, Q-FORBIDDEN-GROUP
    discardedByRefusal: ({ refused, members }) => (readings['Q-FORBIDDEN-GROUP'] === 'discarded' ? members : [refused]),

    // POWER-3, POWER-5, TOKEN-10: the answer does not say what was refused, nor why. Q-FORBIDDEN-SEND
    forbiddenSend: ({ members }) => {
      const forbidden = new MatrixError(403, 'M_FORBIDDEN', 'This future may not be sent.');
      switch (readings['Q-FORBIDDEN-SEND']) {
        case '403-discarded':
          return { discards: members, answer: forbidden };
        case 'stays':
          return { discards: [], answer: forbidden };
        case '200-dropped':
          return { discards: members, answer: undefined };
      }
    },

    // GROUP-8, GROUP-10: as long as a timeout future is left the group lives, and will send one of its events.
    orphaned: ({ lost, members, because }) => {
      if (!hasTimeout(lost) || hasTimeout(members)) return [];
      // Q-ORPHAN
      if (because === 'invalidated' && readings['Q-ORPHAN'] === 'sendable') return [];
      // Q-FORBIDDEN-GROUP
      if (because === 'refused' && readings['Q-FORBIDDEN-GROUP'] === 'sendable') return [];
      return members;
    },

    // GROUP-2, TOKEN-7, STATE-2, STATE-6
    timerStops: () => true,
  };
}
