import type { FuturesReadings } from '../../../fixtures/requirements/futures/readings.js';
import type { JsonObject } from '../../matrix/json.js';
import type { Requester } from '../requests.js';

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
  };
}
