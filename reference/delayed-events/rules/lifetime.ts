import type { DelayedEventsReadings } from '../../../fixtures/requirements/delayed-events/readings.js';
import type { MatrixError } from '../../matrix/matrix-error.js';
import type { RoomEvent } from '../../matrix/room-event.js';
import type { DelayedEvent, Outcome } from '../delayed-event.js';
import type { Retention } from '../limits.js';
import type { Requester } from '../requests.js';

/** What else begins and ends the life of delayed events, and what is remembered of it. */
export interface LifetimeRules {
  /** Whether a request that is refused is stored all the same. */
  readonly refusedStays: (refusal: MatrixError) => boolean;
  /** Whether the timer of an event stops with it. */
  readonly timerStops: (facts: { readonly event: DelayedEvent; readonly outcome: Outcome }) => boolean;
  /** Whether a finished event is still known. */
  readonly isRetained: (facts: {
    readonly event: DelayedEvent;
    readonly outcome: Outcome;
    /** Milliseconds since the Unix epoch. */
    readonly now: number;
    /** How many events of the same owner have finished after it. */
    readonly newer: number;
    readonly retention: Retention;
  }) => boolean;
  /** Whether an event is forgotten once it has been looked up. */
  readonly isForgottenOnceRead: (event: DelayedEvent) => boolean;
  /** Whether an event that enters the room of a delayed one ends it. */
  readonly isEndedBy: (facts: {
    readonly event: DelayedEvent;
    readonly entered: RoomEvent;
    /** The delayed event that the other one came from; `undefined` when it came from elsewhere. */
    readonly cause: DelayedEvent | undefined;
  }) => boolean;
  /** Whether an event ends when a device of its owner logs out. */
  readonly endsWithDevice: (facts: { readonly event: DelayedEvent; readonly device: Requester }) => boolean;
  /** Whether an event is forgotten when the account of its owner is deactivated. */
  readonly isForgottenWithAccount: (event: DelayedEvent) => boolean;
}

/**
 * The rules on lifetime.
 *
 * DE-PERS-1, DE-PERS-2, DE-PERS-3, Q-PERSIST have none: the reference lives in memory, where nothing survives.
 */
export function lifetimeRules(readings: DelayedEventsReadings): LifetimeRules {
  return {
    // DE-ERR-3: nothing is left of it.
    refusedStays: () => false,

    // DE-ACT-6, DE-SEND-2
    timerStops: () => true,

    // DE-RET-1, DE-ACT-16, Q-RETENTION
    isRetained: ({ outcome, now, newer, retention }) =>
      readings['Q-RETENTION'] === 'kept' && now - outcome.at <= retention.ms && newer < retention.count,

    // DE-RET-2
    isForgottenOnceRead: () => false,

    // DE-TIME-6: newer state is overwritten when its time has come.
    isEndedBy: () => false,

    // Q-LOGOUT
    endsWithDevice: ({ event, device }) => readings['Q-LOGOUT'] === 'dropped' && event.deviceId === device.deviceId,

    // DE-PERM-4, Q-STATUS
    isForgottenWithAccount: () => readings['Q-STATUS'] === 'forgotten',
  };
}
