import type { FuturesReadings } from '../../../fixtures/requirements/futures/readings.js';
import type { CrossOriginPolicy } from '../../cross-origin.js';
import type { JsonObject } from '../../matrix/json.js';
import type { Requester, SchedulingEndpoint } from '../requests.js';

/** A method that an endpoint may have, as Express spells it. */
export type EndpointMethod = 'get' | 'post' | 'put' | 'patch' | 'delete';

/** How requests get in: where the endpoints are, and what they ask of their callers. */
export interface AccessRules {
  /** What the paths of all endpoints begin with. */
  readonly pathPrefix: () => string;
  /**
   * Tells who schedules.
   *
   * @param authenticate - looks at the access token; throws MatrixError 401
   */
  readonly callerOfScheduling: (authenticate: () => Requester) => Requester;
  /**
   * Tells who lists.
   *
   * @param authenticate - looks at the access token; throws MatrixError 401
   */
  readonly callerOfListing: (authenticate: () => Requester) => Requester;
  /**
   * Judges who uses a token.
   *
   * @param authenticate - looks at the access token; throws MatrixError 401
   */
  readonly judgeTokenCaller: (authenticate: () => Requester) => void;
  /**
   * Reads the content of the event.
   *
   * @param readBody - reads the body as a JSON object; throws MatrixError 400
   */
  readonly readContent: (readBody: () => JsonObject) => JsonObject;
  /** Reads the state key from the path. */
  readonly readStateKey: (facts: {
    /** The last part of the path, decoded; `undefined` where it was left out. */
    readonly written: string | undefined;
    /** Whether the path ends in a slash all the same. */
    readonly hasSlash: boolean;
  }) => string;
  /** The methods that the scheduling endpoints have. */
  readonly schedulingMethods: () => readonly EndpointMethod[];
  /** The methods that the listing has. */
  readonly listingMethods: () => readonly EndpointMethod[];
  /** Whether a request to an ordinary endpoint asks for a future. */
  readonly asksForFuture: (facts: {
    readonly endpoint: SchedulingEndpoint;
    readonly hasTimeout: boolean;
    readonly hasGroupId: boolean;
  }) => boolean;
  /** Whether a request makes the homeserver look whose time has come. */
  readonly looksAtTimers: (facts: { readonly path: string }) => boolean;
  /** The headers by which an answer lets web pages read it. */
  readonly crossOriginHeaders: CrossOriginPolicy;
}

const PREFIXES: Readonly<Record<FuturesReadings['Q-PREFIX'], string>> = {
  v3: '/_matrix/client/v3',
  'io.element': '/_matrix/client/unstable/io.element',
};

/** The rules on access. */
export function accessRules(readings: FuturesReadings): AccessRules {
  return {
    // Q-PREFIX
    pathPrefix: () => PREFIXES[readings['Q-PREFIX']],

    // ERR-1
    callerOfScheduling: (authenticate) => authenticate(),

    // LIST-2
    callerOfListing: (authenticate) => authenticate(),

    // TOKEN-1: nobody looks at an access token, not even at an invalid one.
    judgeTokenCaller: () => undefined,

    // ERR-2
    readContent: (readBody) => readBody(),

    // SCHED-3: left out, with and without the slash, it is empty.
    readStateKey: ({ written }) => written ?? '',

    // SCHED-1, SCHED-2, ERR-5
    schedulingMethods: () => ['put'],

    // LIST-1, ERR-5
    listingMethods: () => ['get'],

    // REUSE-1: either parameter will do.
    asksForFuture: ({ hasTimeout, hasGroupId }) => hasTimeout || hasGroupId,

    // TIME-3: the clock alone does.
    looksAtTimers: () => false,

    // ERR-8: none of these endpoints is an exception.
    crossOriginHeaders: ({ usual }) => usual,
  };
}
