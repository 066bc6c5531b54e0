import type { DelayedEventsReadings } from '../../../fixtures/requirements/delayed-events/readings.js';
import type { JsonObject } from '../../matrix/json.js';
import type { MatrixError } from '../../matrix/matrix-error.js';
import type { EventDraft } from '../../matrix/room-event.js';
import type { EventReader, EventTransaction, UnsignedReader } from '../../matrix/timeline-entry.js';
import type { DelayedEvent, Prefix, Trigger } from '../delayed-event.js';
import type { DelayedEventWish, Requester, ScheduleRequest } from '../requests.js';

/** What is kept of a request, and what is sent in the end. */
export interface EventRules {
  /** The event that is kept. */
  readonly draftOf: (facts: {
    readonly request: Pick<ScheduleRequest, 'roomId' | 'type'>;
    readonly wish: DelayedEventWish;
    readonly by: Requester;
  }) => EventDraft;
  /**
   * Judges the form of an event when it is scheduled.
   *
   * @throws MatrixError
   */
  readonly judgeForm: (facts: {
    /** Judges what holds in every room; throws MatrixError 400 or 413. */
    readonly check: () => void;
    /** What the room would answer to the event now. */
    readonly refusalNow: () => MatrixError | undefined;
  }) => void;
  /** The events that are sent when one is scheduled. */
  readonly eventsWhenScheduled: (event: DelayedEvent) => readonly EventDraft[];
  /** The events that are sent when one is due, or sent by hand. */
  readonly eventsOf: (facts: { readonly event: DelayedEvent; readonly by: Trigger }) => readonly EventDraft[];
  /** The time that an event shows, in milliseconds since the Unix epoch; `undefined` for the moment of sending. */
  readonly originServerTs: (facts: {
    readonly event: DelayedEvent;
    readonly by: Trigger;
    readonly now: number;
  }) => number | undefined;
  /** The request that an event is shown to come from, to the device that made it. */
  readonly shownTransaction: (event: DelayedEvent) => EventTransaction | undefined;
  /** What a reader of the sent event finds in its `unsigned` beside what every event has there. */
  readonly shownInUnsigned: (facts: {
    readonly event: DelayedEvent;
    readonly reader: UnsignedReader;
    /** Under which prefixes the homeserver has endpoints. */
    readonly prefixes: readonly Prefix[];
  }) => JsonObject;
  /** Whether a reader who may see the sent event finds it where they look. */
  readonly isShown: (facts: { readonly event: DelayedEvent; readonly reader: EventReader }) => boolean;
  /** Whether the sent event is told to syncs that wait. */
  readonly wakesSyncs: (event: DelayedEvent) => boolean;
  /** The id of the sent event; `undefined` for a new one. */
  readonly eventIdOf: (event: DelayedEvent) => string | undefined;
}

const UNSIGNED_NAMES: Readonly<Record<Prefix, string>> = {
  stable: 'delay_id',
  unstable: 'org.matrix.msc4140.delay_id',
};

/** The rules on events. */
export function eventRules(readings: DelayedEventsReadings): EventRules {
  return {
    // DE-SEND-1: exactly what was asked for, by the user who asked for it. DE-SCHED-4
    draftOf: ({ request: { roomId, type }, wish: { stateKey, content }, by }) => ({
      roomId,
      sender: by.userId,
      type,
      stateKey,
      content,
    }),

    // DE-SCHED-8, DE-ERR-4: what no room would ever take is refused at once, and what this one finds malformed.
    judgeForm: ({ check, refusalNow }) => {
      check();
      const refusal = refusalNow();
      if (refusal !== undefined && (refusal.status === 400 || refusal.status === 413)) throw refusal;
    },

    // DE-SCHED-10
    eventsWhenScheduled: () => [],

    // DE-SEND-1, DE-SEND-2: once.
    eventsOf: ({ event }) => [event.draft],

    // DE-TIME-4, DE-SCHED-7
    originServerTs: ({ event }) => event.timestamp,

    // DE-UNS-3, Q-TXN-UNSIGNED
    shownTransaction: ({ deviceId, txnId }) =>
      txnId === undefined || readings['Q-TXN-UNSIGNED'] === 'absent' ? undefined : { deviceId, txnId },

    // DE-UNS-1: any device of the sender, wherever it reads. DE-UNS-2: nobody else.
    shownInUnsigned: ({ event, reader, prefixes }) =>
      reader.userId === event.owner
        ? Object.fromEntries(unsignedNames(prefixes, readings).map((name) => [name, event.id]))
        : {},

    // DE-SEND-1: it is an event like any other.
    isShown: () => true,
    wakesSyncs: () => true,
    eventIdOf: () => undefined,
  };
}

// DE-UNST-3, DE-DISC-3, Q-UNSIGNED-KEY: where there is only one prefix there is no choice.
function unsignedNames(prefixes: readonly Prefix[], readings: DelayedEventsReadings): string[] {
  const isChoice = prefixes.includes('stable') && prefixes.includes('unstable');
  const wanted = readings['Q-UNSIGNED-KEY'];
  const shown = isChoice && wanted !== 'both' ? [wanted] : prefixes;
  return [...new Set(shown)].map((prefix) => UNSIGNED_NAMES[prefix]);
}
