import type { DelayedEventsReadings } from '../../../fixtures/requirements/delayed-events/readings.js';
import type { MatrixError } from '../../matrix/matrix-error.js';
import type { DelayedEvent } from '../delayed-event.js';

/** When events are due. All times in milliseconds, instants since the Unix epoch. */
export interface TimingRules {
  /** When a new delayed event is due. */
  readonly dueAfterScheduling: (facts: {
    readonly now: number;
    readonly delayMs: number;
    /** What an application service wants the event dated. */
    readonly timestamp: number | undefined;
  }) => number;
  /** When the delay of an event that is restarted now is said to begin. */
  readonly sinceAfterRestart: (facts: { readonly now: number; readonly event: DelayedEvent }) => number;
  /** When an event that is restarted now is due. */
  readonly dueAfterRestart: (facts: {
    readonly now: number;
    readonly delayMs: number;
    readonly event: DelayedEvent;
  }) => number;
  /** When the timer of an event that is due at this moment runs out. */
  readonly runsOutAt: (facts: { readonly dueAt: number; readonly event: DelayedEvent }) => number;
  /** When an event is due that waits on after `send` could not send it. */
  readonly dueAfterFailedSend: (facts: { readonly now: number; readonly event: DelayedEvent }) => number;
  /** When an event is tried again that was due and could not be sent; `undefined` is never. */
  readonly dueAfterFailure: (facts: {
    readonly now: number;
    readonly event: DelayedEvent;
    readonly error: MatrixError;
  }) => number | undefined;
  /** The order in which events are sent that are due at the same moment. */
  readonly orderOfSimultaneous: (events: readonly DelayedEvent[]) => readonly DelayedEvent[];
}

/** How late a homeserver is that sends as late as it comes, in milliseconds: more than anybody allows for. */
const VERY_LATE_MS = 45_000;

/** The rules on time. */
export function timingRules(readings: DelayedEventsReadings): TimingRules {
  return {
    // DE-TIME-1, DE-TIME-5: not before the whole delay is over, however long it is. DE-SCHED-7: whatever its date.
    dueAfterScheduling: ({ now, delayMs }) => now + delayMs,

    // DE-ACT-7
    sinceAfterRestart: ({ now }) => now,

    // DE-ACT-7: the whole delay once more, however often that has been done.
    dueAfterRestart: ({ now, delayMs }) => now + delayMs,

    // DE-TIME-2, DE-TIME-3, Q-LATE: nothing is gathered here, so nothing is late.
    runsOutAt: ({ dueAt }) => (readings['Q-LATE'] === 'any' ? dueAt + VERY_LATE_MS : dueAt),

    // DE-ACT-12: when it was due before.
    dueAfterFailedSend: ({ event }) => event.life.dueAt,

    // DE-SEND-3, DE-SEND-4: there is no second try, whatever the error.
    dueAfterFailure: () => undefined,

    // DE-SEND-1: what was scheduled first is sent first.
    orderOfSimultaneous: (events) => events.toSorted((a, b) => a.number - b.number),
  };
}
