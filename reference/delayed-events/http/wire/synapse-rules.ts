import { MatrixError } from '../../../matrix/matrix-error.js';
import type { JsonObject } from '../../../matrix/json.js';
import type { DelayedEvent, DelayedEventAction } from '../../delayed-event.js';
import { coreOf } from '../../rules/answers.js';
import type { Call } from '../../rules/access.js';
import type { DelayedEventRules } from '../../rules/delayed-event-rules.js';

type Rules = Partial<DelayedEventRules>;

const FLAG = 'org.matrix.msc4140';
const UNSIGNED_NAME = 'org.matrix.msc4140.delay_id';
const CAPABILITY_NAME = 'org.matrix.msc4140.delayed_events';

/**
 * What all released versions of Synapse decide alike, as far as that is the form: what it does otherwise than the text
 * without need is no part of it, such as keeping guests from acting, or cancelling state that is newer by then.
 */
export const synapse: Rules = {
  // The flag says whether the feature is switched on, not whether the endpoints are there.
  unstableFeatures: ({ isSwitchedOff }) => ({ [FLAG]: !isSwitchedOff }),
  capabilities: () => ({}),

  judgeRoom: ({ exists }) => {
    if (!exists) throw new MatrixError(404, 'M_NOT_FOUND', 'There is no such room.');
  },
  judgeSender: () => undefined,
  judgeForm: ({ check }) => check(),

  // Scheduling by a parameter is sending, so that both share their transaction ids, in the room's own path.
  transactionScope: ({ by: { userId, deviceId }, roomId, type, txnId }) =>
    txnId === undefined ? undefined : { device: { userId, deviceId }, path: ['send', roomId, type, txnId] },

  originServerTs: ({ event, by }) => event.timestamp ?? (by === 'time' ? event.life.dueAt : undefined),

  isRetained: () => false,
};

/** Entries under the names of the first form. */
export const oldNames: Rules = {
  entryOf: ({ event }) => ({ ...coreOf(event), ...underOldNames(event) }),
};

/** Lists under old names and new ones, and lookups under the new ones alone. */
export const oldAndNewNames: Rules = {
  entryOf: ({ event, call, finalised }) => ({
    ...coreOf(event),
    delay_ms: event.delayMs,
    delayed_since_ts: event.life.since,
    ...(call === 'list' ? underOldNames(event) : {}),
    ...(finalised === undefined ? {} : { finalised }),
  }),
};

/** The errors of before the errors of the text were agreed on. */
export const oldErrors: Rules = {
  switchedOffAnswer: () =>
    new MatrixError(400, 'M_UNKNOWN', 'Delayed events are not supported.', {
      'org.matrix.msc4140.errcode': 'M_MAX_DELAY_UNSUPPORTED',
    }),
  tooLongAnswer: ({ maxMs = Number.MAX_SAFE_INTEGER }) =>
    new MatrixError(400, 'M_UNKNOWN', 'The delay is too long.', {
      'org.matrix.msc4140.errcode': 'M_MAX_DELAY_EXCEEDED',
      'org.matrix.msc4140.max_delay': maxMs,
    }),
  isFull: () => false,
};

/** Nothing in `unsigned` tells a delayed event from another one. */
export const noUnsigned: Rules = { shownInUnsigned: () => ({}) };

/** The sender learns the id under its unstable name. */
export const unsignedForSender: Rules = {
  shownInUnsigned: ({ event, reader }) => (reader.userId === event.owner ? { [UNSIGNED_NAME]: event.id } : {}),
};

/** Whoever knows the id may act. */
const forAnybody: Rules = { isOwn: ({ event, caller, call }) => call !== 'lookup' || caller?.userId === event.owner };

/** Actions take no access token, and do not look at one. */
export const withoutToken: Rules = {
  ...forAnybody,
  callerOf: ({ call, authenticate }) => (isAction(call) ? undefined : authenticate()),
};

/** Actions take no access token, but one that is sent has to be valid. */
export const withAnyToken: Rules = {
  ...forAnybody,
  callerOf: ({ call, hasToken, authenticate }) => (isAction(call) && !hasToken ? undefined : authenticate()),
};

/** The limits are told as they are set, and always. */
export const capability: Rules = {
  capabilities: ({ limits: { maxDelayMs, maxScheduled } }) => ({
    [CAPABILITY_NAME]: {
      ...(maxDelayMs === undefined ? {} : { max_delay_ms: maxDelayMs }),
      ...(maxScheduled === undefined ? {} : { max_scheduled: maxScheduled }),
    },
  }),
};

/** The errors of the text of July 2026. */
export const forbiddenErrors: Rules = {
  switchedOffAnswer: () => new MatrixError(403, 'M_FORBIDDEN', 'Delayed events are not supported.'),
  tooLongAnswer: () => new MatrixError(403, 'M_FORBIDDEN', 'The delay is too long.'),
};

/** The errors of the accepted text, under their unstable names. */
export const unstableErrors: Rules = {
  ...forbiddenErrors,
  tooLongAnswer: ({ maxMs = Number.MAX_SAFE_INTEGER }) =>
    new MatrixError(400, 'ORG.MATRIX.MSC4140_DELAY_TOO_LARGE', `The delay can be ${maxMs} ms at most.`),
};

/** Finished events are remembered, and actions on them answered by what has become of them. */
export function remembering({ isRetained }: DelayedEventRules): Rules {
  return { isRetained };
}

function underOldNames({ delayMs, life }: DelayedEvent): JsonObject {
  return { delay: delayMs, running_since: life.since };
}

function isAction(call: Call): call is DelayedEventAction {
  return call === 'send' || call === 'cancel' || call === 'restart';
}
