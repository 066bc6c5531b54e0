import type { FuturesReadings } from '../../../fixtures/requirements/futures/readings.js';
import type { EventDraft } from '../../matrix/room-event.js';
import type { Future } from '../future.js';
import type { EventForm } from '../../matrix/rooms-port.js';
import type { EventReader } from '../../matrix/timeline-entry.js';
import type { FutureWish, Requester } from '../requests.js';

/** What is kept of a request, and what is sent in the end. */
export interface EventRules {
  /** The event that is kept. */
  readonly draftOf: (facts: { readonly wish: FutureWish; readonly by: Requester }) => EventDraft;
  /**
   * Judges the form of an event when it is scheduled.
   *
   * @throws MatrixError
   */
  readonly judgeForm: (facts: { readonly check: (form: EventForm) => void }) => void;
  /** The events that a future sends when it is scheduled. */
  readonly eventsWhenScheduled: (future: Future) => readonly EventDraft[];
  /** The events that a future sends when it resolves. */
  readonly eventsOf: (future: Future) => readonly EventDraft[];
  /** What form of events may be sent. */
  readonly formWhenSending: () => EventForm;
  /** Whether an event has the effect that its kind has: a redaction takes its target's content away. */
  readonly hasItsEffect: () => boolean;
  /** Whether a reader who may see the sent event finds it where they look. */
  readonly isShown: (facts: { readonly future: Future; readonly reader: EventReader }) => boolean;
  /** The id of the sent event; `undefined` for a new one. */
  readonly eventIdOf: (future: Future) => string | undefined;
  /** The transaction id that the event shows to the device that scheduled it. */
  readonly echoedTxnId: (future: Future) => string | undefined;
}

/** The rules on events. */
export function eventRules(readings: FuturesReadings): EventRules {
  return {
    // SCHED-1, SCHED-2, SCHED-3, SCHED-10: exactly what was asked for. TIME-1: by the user who asked for it.
    draftOf: ({ wish: { roomId, type, stateKey, content }, by }) => ({
      roomId,
      sender: by.userId,
      type,
      stateKey,
      content,
    }),

    // ERR-3: too large for an event is too large for a future. Q-CONTENT
    judgeForm: ({ check }) => check({ anyNumbers: readings['Q-CONTENT'] !== 'refused' }),

    // SCHED-8
    eventsWhenScheduled: () => [],

    // TIME-1, SCHED-10: what was kept, state as state (STATE-1), and once (GROUP-1).
    eventsOf: (future) => [future.draft],

    // Q-CONTENT: under the reading `never-sent` the room refuses what scheduling let pass.
    formWhenSending: () => ({ anyNumbers: readings['Q-CONTENT'] === 'sent' }),

    // SCHED-10: as if it had been sent by /send.
    hasItsEffect: () => true,

    // SCHED-10: nor is it to be told from one by who sees it, and where.
    isShown: () => true,

    // GROUP-1, TIME-1: it is another event than any other.
    eventIdOf: () => undefined,

    // Q-TXN-ECHO
    echoedTxnId: readings['Q-TXN-ECHO'] === 'present' ? (future) => future.wish.txnId : () => undefined,
  };
}
