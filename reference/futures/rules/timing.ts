import type { FuturesReadings } from '../../../fixtures/requirements/futures/readings.js';
import type { Future } from '../future.js';

/** When events are due. All times in milliseconds, instants since the Unix epoch. */
export interface TimingRules {
  /** When a new timeout future is due. */
  readonly dueAfterScheduling: (facts: { readonly now: number; readonly timeoutMs: number }) => number;
  /** Which timers a refresh token restarts. */
  readonly refreshed: (facts: { readonly future: Future; readonly members: readonly Future[] }) => readonly Future[];
  /** When a timeout future whose timer is restarted now is due. */
  readonly dueAfterRefresh: (facts: {
    readonly now: number;
    readonly timeoutMs: number;
    readonly future: Future;
  }) => number;
  /** When a future is tried again whose timer ran out and whose event was refused; `undefined` is never. */
  readonly dueAfterRefusal: (facts: { readonly now: number; readonly future: Future }) => number | undefined;
  /** The order in which futures are sent that are due at the same moment. */
  readonly orderOfSimultaneous: (futures: readonly Future[]) => readonly Future[];
  /** The time that an event shows; `undefined` leaves it to the room, which takes its own time. */
  readonly originServerTs: (facts: { readonly now: number; readonly future: Future }) => number | undefined;
}

/** The rules on time. */
export function timingRules(readings: FuturesReadings): TimingRules {
  return {
    // TIME-2, SCHED-6, SCHED-12: not before the whole timeout is over, however long it is. Rounded up, since half
    // milliseconds (Q-NUMBER) would otherwise be due on a clock that shows whole ones before they are over.
    dueAfterScheduling: ({ now, timeoutMs }) => Math.ceil(now + timeoutMs),

    // TOKEN-5: its own and no other.
    refreshed: ({ future }) => [future],

    // TOKEN-3, TOKEN-4: the whole stored timeout once more, from now on, however often that has been done.
    dueAfterRefresh: ({ now, timeoutMs }) => Math.ceil(now + timeoutMs),

    // POWER-5: there is no second try.
    dueAfterRefusal: () => undefined,

    // Q-DOUBLE
    orderOfSimultaneous:
      readings['Q-DOUBLE'] === 'yes'
        ? (futures) => futures.toSorted((a, b) => a.number - b.number)
        : (futures) => futures.toSorted((a, b) => b.number - a.number),

    // TIME-4: when it enters the room, which is now.
    originServerTs: () => undefined,
  };
}
