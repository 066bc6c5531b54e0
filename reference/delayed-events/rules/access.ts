import type { DelayedEventsReadings } from '../../../fixtures/requirements/delayed-events/readings.js';
import type { CrossOriginPolicy } from '../../cross-origin.js';
import type { JsonObject } from '../../matrix/json.js';
import { limitExceeded } from '../../matrix/limit-exceeded.js';
import { MatrixError } from '../../matrix/matrix-error.js';
import { ACTIONS, type DelayedEventAction, type Prefix } from '../delayed-event.js';

/** What is asked of the homeserver, as far as the caller is concerned. */
export type Call = 'schedule' | DelayedEventAction | 'lookup' | 'list';

/** The endpoints, by what they are for. */
export type Endpoint = 'schedule' | 'act' | 'lookup' | 'list';

/** Somebody who is logged in. */
export interface Caller {
  readonly userId: string;
  readonly deviceId: string;
  readonly isGuest: boolean;
  /** Set for application services. */
  readonly isApplicationService?: true;
}

/** How requests get in, and what they ask of their callers. A judge refuses by throwing a MatrixError. */
export interface AccessRules {
  /** Whether there is an endpoint under a prefix. */
  readonly offersEndpoint: (facts: { readonly endpoint: Endpoint; readonly prefix: Prefix }) => boolean;
  /**
   * Tells who calls; `undefined` where that does not matter.
   *
   * @throws MatrixError 401
   */
  readonly callerOf: (facts: {
    readonly call: Call;
    readonly prefix: Prefix;
    /** Whether the request carries an access token, of whatever kind. */
    readonly hasToken: boolean;
    /** Looks at the access token; throws MatrixError 401. */
    readonly authenticate: () => Caller;
  }) => Caller | undefined;
  /**
   * Judges whether the caller may call this at all.
   *
   * @throws MatrixError
   */
  readonly judgeCaller: (facts: { readonly call: Call; readonly prefix: Prefix; readonly caller: Caller }) => void;
  /** The refusal of a call that comes too fast; `undefined` lets it pass. */
  readonly tooFast: (facts: { readonly call: Call; readonly waitMs: number }) => MatrixError | undefined;
  /** Whether a request makes the homeserver look which events are due. */
  readonly looksAtTimers: (facts: { readonly path: string }) => boolean;
  /**
   * Reads the body of a scheduling request.
   *
   * @param readBody - reads it as a JSON object; throws MatrixError 400
   */
  readonly readBody: (readBody: () => JsonObject) => JsonObject;
  /**
   * Reads the body of an action, in which nothing is said.
   *
   * @throws MatrixError 400
   */
  readonly readActionBody: (facts: {
    /** Reads it as a JSON object; throws MatrixError 400. */
    readonly readBody: () => JsonObject;
    /** The same, where an empty body is an empty object. */
    readonly readOptionalBody: () => JsonObject;
    /** `undefined` where the request does not say. */
    readonly contentType: string | undefined;
  }) => void;
  /**
   * What a word in the path asks for.
   *
   * @throws MatrixError when it is no action
   */
  readonly actionCalled: (facts: { readonly word: string; readonly prefix: Prefix }) => DelayedEventAction;
  /** The headers by which an answer lets web pages read it. */
  readonly crossOriginHeaders: CrossOriginPolicy;
}

/** The rules on access. */
export function accessRules(readings: DelayedEventsReadings): AccessRules {
  return {
    // DE-UNST-1, DE-UNST-2: all of them, under each prefix.
    offersEndpoint: () => true,

    // DE-SCHED-1, DE-ACT-1, DE-GET-1, DE-ERR-2: everything takes an access token.
    callerOf: ({ authenticate }) => authenticate(),

    // DE-GUEST-1: guests may do all that others may.
    judgeCaller: () => undefined,

    // DE-RATE-1, DE-RATE-2
    tooFast: ({ waitMs }) => limitExceeded(waitMs, 'Too many requests.'),

    // DE-TIME-3: the clock alone does.
    looksAtTimers: () => false,

    // DE-SCHED-9
    readBody: (readBody) => readBody(),

    // DE-ACT-1, Q-BODY
    readActionBody:
      readings['Q-BODY'] === 'accepted'
        ? ({ readOptionalBody }) => void readOptionalBody()
        : ({ readBody, contentType }) => {
            readBody();
            if (contentType !== undefined && /^application\/json\b/i.test(contentType)) return;
            throw new MatrixError(400, 'M_NOT_JSON', 'The body has to be sent as application/json.');
          },

    actionCalled: ({ word }) => {
      const action = ACTIONS.find((known) => known === word);
      if (action !== undefined) return action;
      // DE-ACT-15, Q-ACTION
      throw readings['Q-ACTION'] === '404'
        ? new MatrixError(404, 'M_UNRECOGNIZED', 'There is no such endpoint.')
        : new MatrixError(400, 'M_INVALID_PARAM', `The actions are ${ACTIONS.join(', ')}.`);
    },

    // DE-ERR-6: none of these endpoints is an exception.
    crossOriginHeaders: ({ usual }) => usual,
  };
}
