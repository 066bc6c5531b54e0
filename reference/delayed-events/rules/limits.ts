import type { DelayedEventsReadings } from '../../../fixtures/requirements/delayed-events/readings.js';
import type { JsonObject } from '../../matrix/json.js';
import { limitExceeded } from '../../matrix/limit-exceeded.js';
import { MatrixError } from '../../matrix/matrix-error.js';
import type { EventDraft } from '../../matrix/room-event.js';
import { type DelayedEvent, isWaiting, type Prefix } from '../delayed-event.js';
import type { DelayedEventsLimits } from '../limits.js';
import type { ScheduleRequest } from '../requests.js';

/** How long and how many. A judge refuses by throwing a MatrixError. */
export interface LimitRules {
  /** Whether delayed events are switched off. */
  readonly isSwitchedOff: (limits: DelayedEventsLimits) => boolean;
  /** The answer to whoever schedules where delayed events are switched off. */
  readonly switchedOffAnswer: (facts: { readonly prefix: Prefix }) => MatrixError;
  /** Whether a delay is longer than allowed. */
  readonly isTooLong: (facts: {
    readonly delayMs: number;
    readonly maxMs: number | undefined;
    readonly draft: EventDraft;
    readonly prefix: Prefix;
  }) => boolean;
  /** The answer to too long a delay. */
  readonly tooLongAnswer: (facts: {
    readonly delayMs: number;
    /** Milliseconds; `undefined` when there is no maximum but that of numbers. */
    readonly maxMs: number | undefined;
    readonly prefix: Prefix;
  }) => MatrixError;
  /** Whether a delayed event takes one of its owner's places. */
  readonly takesPlace: (facts: {
    readonly event: DelayedEvent;
    /** Where the next one is to be scheduled. */
    readonly roomId: string;
  }) => boolean;
  /** Whether there is no place for one more. */
  readonly isFull: (facts: {
    readonly taken: number;
    readonly max: number | undefined;
    readonly request: Pick<ScheduleRequest, 'by' | 'prefix' | 'roomId' | 'type' | 'body'>;
  }) => boolean;
  /** The answer to whoever has no place left. */
  readonly fullAnswer: (facts: {
    readonly max: number | undefined;
    /** Until the next delayed event of the user is due, in milliseconds. */
    readonly nextDueInMs: number;
    readonly prefix: Prefix;
  }) => MatrixError;
  /** What the limits look like in the capability; `undefined` leaves it out. */
  readonly capability: (limits: DelayedEventsLimits) => JsonObject | undefined;
}

/** The rules on limits. */
export function limitRules(readings: DelayedEventsReadings): LimitRules {
  return {
    // DE-CAP-5
    isSwitchedOff,

    // DE-LIM-7
    switchedOffAnswer: () => new MatrixError(403, 'M_FORBIDDEN', 'Delayed events are switched off.'),

    // DE-LIM-1, DE-CAP-6: the maximum itself is accepted. DE-TIME-5: without one, any delay is that a clock can reach.
    isTooLong: ({ delayMs, maxMs = Number.MAX_SAFE_INTEGER }) => delayMs > maxMs,

    // DE-LIM-2. DE-LIM-3: in words alone. Q-UNSTABLE-CODE, DE-UNST-3
    tooLongAnswer: ({ maxMs = Number.MAX_SAFE_INTEGER, prefix }) => {
      const isUnstable = prefix === 'unstable' && readings['Q-UNSTABLE-CODE'] === 'unstable';
      const errcode = isUnstable ? 'ORG.MATRIX.MSC4140_DELAY_TOO_LARGE' : 'M_DELAY_TOO_LARGE';
      return new MatrixError(400, errcode, `The delay can be ${maxMs} ms at most.`);
    },

    // DE-LIM-4: in whichever room. DE-LIM-6: what is finished takes none.
    takesPlace: ({ event }) => isWaiting(event),

    // DE-LIM-4, DE-CAP-6
    isFull: ({ taken, max }) => max !== undefined && taken >= max,

    // DE-LIM-5
    fullAnswer: ({ max, nextDueInMs }) =>
      limitExceeded(nextDueInMs, `There can be ${max ?? 0} delayed events per user.`),

    capability: (limits) => {
      // DE-CAP-5
      if (isSwitchedOff(limits)) return { max_delay_ms: 0, max_scheduled: 0 };
      // DE-CAP-1, DE-CAP-2
      const enforced: JsonObject = {
        ...(limits.maxDelayMs === undefined ? {} : { max_delay_ms: limits.maxDelayMs }),
        ...(limits.maxScheduled === undefined ? {} : { max_scheduled: limits.maxScheduled }),
      };
      // DE-CAP-3, DE-CAP-4, Q-CAP-ABSENT
      const isEmpty = Object.keys(enforced).length === 0;
      return isEmpty && readings['Q-CAP-ABSENT'] === 'missing' ? undefined : enforced;
    },
  };
}

function isSwitchedOff({ maxDelayMs, maxScheduled }: DelayedEventsLimits): boolean {
  return maxDelayMs === 0 || maxScheduled === 0;
}
