import type { DelayedEventsReadings } from '../../../fixtures/requirements/delayed-events/readings.js';
import type { JsonObject } from '../../matrix/json.js';
import type { MatrixError } from '../../matrix/matrix-error.js';
import type { DelayedEvent, DelayedEventAction, Outcome, Prefix } from '../delayed-event.js';
import type { Endpoint } from './access.js';

/** What requests are answered. */
export interface AnswerRules {
  /** The answer to an event that was scheduled. */
  readonly scheduleAnswer: (event: DelayedEvent) => JsonObject;
  /** The answer to an action that agrees with what has become of its event. */
  readonly actionAnswer: (facts: { readonly action: DelayedEventAction; readonly event: DelayedEvent }) => JsonObject;
  /** How a delayed event is told to its owner. */
  readonly entryOf: (facts: {
    readonly event: DelayedEvent;
    readonly call: 'lookup' | 'list';
    /** Where it is asked for; `undefined` where there is but one place. */
    readonly prefix: Prefix | undefined;
    /** How its end is told; `undefined` where that is not told at all. */
    readonly finalised: JsonObject | undefined;
  }) => JsonObject;
  /** How the end of a delayed event is told. */
  readonly finalisedOf: (facts: { readonly event: DelayedEvent; readonly outcome: Outcome }) => JsonObject | undefined;
  /** How a refusal is put into words, at whichever endpoint. */
  readonly wordRefusal: (facts: {
    readonly refusal: MatrixError;
    readonly endpoint: Endpoint;
    readonly prefix: Prefix;
  }) => MatrixError;
}

/** The rules on answers. */
export function answerRules(readings: DelayedEventsReadings): AnswerRules {
  return {
    // DE-SCHED-3: no `event_id`, for there is none (DE-SCHED-10).
    scheduleAnswer: ({ id }) => ({ delay_id: id }),

    // DE-ACT-2
    actionAnswer: () => ({}),

    entryOf: ({ event, finalised }) => ({
      ...coreOf(event),
      // DE-GET-3
      delay_ms: event.delayMs,
      delayed_since_ts: event.life.since,
      // DE-GET-6, DE-GET-10
      ...(finalised === undefined ? {} : { finalised }),
      // Q-EXTRA
      ...(readings['Q-EXTRA'] === 'some' ? { delay: event.delayMs, running_since: event.life.since } : {}),
    }),

    finalisedOf: ({ outcome }) => {
      // DE-GET-11: when it came to its end, whatever date the event shows.
      const end = { finalised_ts: outcome.at };
      switch (outcome.how) {
        case 'sent':
          // DE-GET-7
          return { ...end, event_id: outcome.eventId };
        case 'failed':
          // DE-GET-8
          return { ...end, error: outcome.error.toJSON() };
        case 'cancelled':
          // DE-GET-9
          return end;
      }
    },

    // DE-ERR-1: every refusal is a MatrixError, which is `errcode` and `error`.
    wordRefusal: ({ refusal }) => refusal,
  };
}

/** What is told of a delayed event in every form that there ever was. */
export function coreOf({ id, draft }: DelayedEvent): JsonObject {
  return {
    delay_id: id,
    room_id: draft.roomId,
    type: draft.type,
    // DE-GET-4
    ...(draft.stateKey === undefined ? {} : { state_key: draft.stateKey }),
    // DE-GET-5
    content: draft.content,
  };
}
