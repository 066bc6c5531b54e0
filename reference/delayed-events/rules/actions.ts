import type { DelayedEventsReadings } from '../../../fixtures/requirements/delayed-events/readings.js';
import { MatrixError } from '../../matrix/matrix-error.js';
import type { DelayedEvent, DelayedEventAction, Outcome, Prefix } from '../delayed-event.js';
import type { Requester } from '../requests.js';

/** Something that is done to an event without being asked for. */
export interface SideEffect {
  readonly event: DelayedEvent;
  /** An action, or the loss of its timer. */
  readonly effect: DelayedEventAction | 'lose';
}

/** What actions do and to whom they answer. */
export interface ActionRules {
  /** Makes up a `delay_id`. */
  readonly newDelayId: (facts: {
    readonly number: number;
    /** The transaction id of the request; `undefined` where it has none. */
    readonly txnId: string | undefined;
    readonly random: () => string;
  }) => string;
  /** What of a `delay_id` tells it from others. */
  readonly keyOfDelayId: (id: string) => string;
  /** Whether a delayed event is the caller's to act on or to look at. */
  readonly isOwn: (facts: {
    readonly event: DelayedEvent;
    /** `undefined` where nobody had to say who they are. */
    readonly caller: Requester | undefined;
    readonly call: DelayedEventAction | 'lookup';
  }) => boolean;
  /** Whether an action on somebody else's event, which is refused, is carried out all the same. */
  readonly isCarriedOutThoughRefused: (facts: {
    readonly action: DelayedEventAction;
    readonly event: DelayedEvent;
  }) => boolean;
  /** The answer to a `delay_id` that stands for nothing, or for nothing that the caller may know of. */
  readonly unknownAnswer: (facts: {
    readonly call: DelayedEventAction | 'lookup';
    /** What it stands for all the same. */
    readonly event: DelayedEvent | undefined;
    /** `undefined` where nobody had to say who they are. */
    readonly caller: Requester | undefined;
    readonly prefix: Prefix;
  }) => MatrixError;
  /** Whether an action is carried out on an event. */
  readonly obeys: (facts: {
    readonly event: DelayedEvent;
    readonly action: DelayedEventAction;
    readonly prefix: Prefix;
    /** Milliseconds since the Unix epoch. */
    readonly now: number;
  }) => boolean;
  /** What an action on a finished event comes to: a refusal, or `undefined` when it agrees with the outcome. */
  readonly contradiction: (facts: {
    readonly action: DelayedEventAction;
    readonly event: DelayedEvent;
    readonly outcome: Outcome;
    readonly prefix: Prefix;
    /** Milliseconds since the Unix epoch. */
    readonly now: number;
  }) => MatrixError | undefined;
  /** Whether an action on what is over is carried out once more, however it is answered. */
  readonly isCarriedOutAgain: (facts: {
    readonly action: DelayedEventAction;
    readonly event: DelayedEvent;
    readonly outcome: Outcome;
    /** Milliseconds since the Unix epoch. */
    readonly now: number;
  }) => boolean;
  /** What a call does beside what it is asked to do. */
  readonly sideEffects: (facts: {
    /** `repeat` is a scheduling request that comes again. */
    readonly call: 'schedule' | 'repeat' | DelayedEventAction;
    readonly event: DelayedEvent;
    /** Whether it was finished before. */
    readonly wasFinished: boolean;
    /** The other events that wait, of the same owner or in the same room. */
    readonly others: readonly DelayedEvent[];
  }) => readonly SideEffect[];
  /** Whether an event that could not be sent by hand waits on. */
  readonly waitsAfterFailedSend: (facts: { readonly event: DelayedEvent; readonly error: MatrixError }) => boolean;
  /** The answer to a `send` that could not send; `undefined` answers as if it had. */
  readonly failedSendAnswer: (facts: {
    readonly event: DelayedEvent;
    readonly error: MatrixError;
  }) => MatrixError | undefined;
  /** Whether what `send` sends draws on the rate of sending. */
  readonly sendDrawsOnRate: (event: DelayedEvent) => boolean;
}

/** The rules on actions. */
export function actionRules(readings: DelayedEventsReadings): ActionRules {
  return {
    // DE-SCHED-11, DE-GET-12: nothing but chance is in it.
    newDelayId: ({ random }) => random(),

    // DE-SCHED-3: it is opaque.
    keyOfDelayId: (id) => id,

    // DE-ACT-4, DE-GET-2
    isOwn: ({ event, caller }) => caller?.userId === event.owner,

    // DE-ACT-4: a refusal has no effect.
    isCarriedOutThoughRefused: () => false,

    // DE-ACT-3, DE-ACT-4, DE-ACT-16, DE-GET-2: whose it is, and whether it ever was, is not told apart.
    unknownAnswer: () => new MatrixError(404, 'M_NOT_FOUND', 'There is no such delayed event.'),

    // DE-ACT-5, DE-ACT-6, DE-ACT-7: whenever it is asked for.
    obeys: () => true,

    contradiction: ({ action, outcome }) => {
      // DE-ACT-8: by hand or by time, by the user or by an error.
      const wasSent = outcome.how === 'sent';
      if (action === (wasSent ? 'send' : 'cancel')) return undefined;
      // DE-ACT-10, Q-RESTART-SENT
      if (wasSent && action === 'restart') {
        switch (readings['Q-RESTART-SENT']) {
          case '409':
            break;
          case '404':
            return new MatrixError(404, 'M_NOT_FOUND', 'There is no such delayed event.');
          case '200':
            return undefined;
        }
      }
      // DE-ACT-9, Q-409-CODE
      const errcode = readings['Q-409-CODE'] === 'other' ? 'M_CONFLICT' : 'M_UNKNOWN';
      return new MatrixError(409, errcode, `The delayed event has already been ${wasSent ? 'sent' : 'cancelled'}.`);
    },

    // DE-ACT-8: nothing happens again.
    isCarriedOutAgain: () => false,

    // DE-ACT-13
    sideEffects: () => [],

    // DE-ACT-12, Q-KEEP
    waitsAfterFailedSend: () => readings['Q-KEEP'] === 'scheduled',

    // DE-ACT-11
    failedSendAnswer: ({ error }) => error,

    // Q-SEND-RATE
    sendDrawsOnRate: () => readings['Q-SEND-RATE'] === 'yes',
  };
}
