import type { FuturesReadings } from '../../../fixtures/requirements/futures/readings.js';
import type { Json, JsonObject } from '../../matrix/json.js';
import type { MatrixError } from '../../matrix/matrix-error.js';
import type { FutureKind, FutureTokens } from '../future.js';
import type { FutureWish } from '../requests.js';
import type { TokenMeaning } from './tokens.js';

/** What requests are answered. */
export interface AnswerRules {
  /** The answer to a future that was scheduled on its own. Nothing in it depends on what the future will send. */
  readonly scheduleAnswer: (facts: {
    readonly wish: FutureWish;
    readonly kind: FutureKind;
    readonly tokens: FutureTokens;
    readonly groupId: string;
    readonly isGroupGenerated: boolean;
  }) => JsonObject;
  /** The answer to a token that has done its work. */
  readonly tokenAnswer: (meaning: TokenMeaning) => JsonObject;
  /** How a refusal is put into words, at whichever endpoint. */
  readonly wordRefusal: (refusal: MatrixError) => MatrixError;
}

/** The rules on answers. */
export function answerRules(readings: FuturesReadings): AnswerRules {
  return {
    // RESP-4: no `event_id`, for there is none (SCHED-8).
    scheduleAnswer: ({ kind, tokens, groupId }) =>
      withoutGaps(
        kind === 'action'
          ? actionAnswer(tokens, groupId, readings)
          : // RESP-1, RESP-2, RESP-5: the group id is there whether generated or given.
            {
              send_token: tokens.send,
              refresh_token: tokens.refresh,
              cancel_token: tokens.cancel,
              future_group_id: groupId,
            },
      ),

    // TOKEN-10: the same whatever the token did. Q-TOKEN-BODY
    tokenAnswer: () => (readings['Q-TOKEN-BODY'] === 'empty' ? {} : { done: true }),

    // ERR-7: every refusal is a MatrixError, which is `errcode` and `error`.
    wordRefusal: (refusal) => refusal,
  };
}

// RESP-1, RESP-3, Q-ACTION-RESPONSE
function actionAnswer(tokens: FutureTokens, groupId: string, readings: FuturesReadings): Fields {
  switch (readings['Q-ACTION-RESPONSE']) {
    case 'send-token':
      return { send_token: tokens.send };
    case 'action-token':
      return { action_token: tokens.send };
    case 'both-names':
      return { send_token: tokens.send, action_token: tokens.send };
    case 'more':
      return { send_token: tokens.send, cancel_token: tokens.cancel, future_group_id: groupId };
  }
}

type Fields = Readonly<Record<string, Json | undefined>>;

/** What a future has no token for is not in its answer. */
function withoutGaps(fields: Fields): JsonObject {
  return Object.fromEntries(Object.entries(fields).filter((field): field is [string, Json] => field[1] !== undefined));
}
