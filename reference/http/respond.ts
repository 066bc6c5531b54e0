import type { Request, RequestHandler, Response } from 'express';

import type { Session } from '../matrix/accounts.js';
import type { JsonObject } from '../matrix/json.js';
import { MatrixError } from '../matrix/matrix-error.js';
import { jsonObjectOf, optionalJsonObjectOf, sessionOf } from './endpoint.js';
import { queryOf, type Query } from './query.js';
import { serverPartsOf, type ServerParts } from './server-parts.js';

/** A request as the ordinary endpoints see it. */
export interface Call<Parameters> extends ServerParts {
  readonly params: Parameters;
  readonly query: Query;
  /** The body, which has to be a JSON object. */
  body(): JsonObject;
  /** The body, which may be left out. */
  optionalBody(): JsonObject;
}

/** A request of somebody who is logged in. */
export interface UserCall<Parameters> extends Call<Parameters> {
  readonly session: Session;
}

/** Makes a route of a function from a request of anybody to the body of the answer. */
export function respond<Parameters>(answer: (call: Call<Parameters>) => JsonObject | readonly JsonObject[]): RequestHandler<Parameters> {
  return (request: Request<Parameters>, response: Response) => {
    response.json(answer(callOf(request)));
  };
}

/**
 * Makes a route of a function from a request of somebody who is logged in to the body of the answer. Whoever is not
 * gets 401 before anything else about the request is judged.
 */
export function respondToUser<Parameters>(
  answer: (call: UserCall<Parameters>) => JsonObject | readonly JsonObject[],
): RequestHandler<Parameters> {
  return (request: Request<Parameters>, response: Response) => {
    response.json(answer(userCallOf(request)));
  };
}

/** As {@link respondToUser}, where guests are turned away. */
export function respondToMember<Parameters>(answer: (call: UserCall<Parameters>) => JsonObject): RequestHandler<Parameters> {
  return respondToUser((call) => {
    if (call.session.isGuest) throw new MatrixError(403, 'M_GUEST_ACCESS_FORBIDDEN', 'Guests cannot do this.');
    return answer(call);
  });
}

/** A request of somebody who is logged in, for routes that answer in their own time. */
export function userCallOf<Parameters>(request: Request<Parameters>): UserCall<Parameters> {
  const call = callOf(request);
  return { ...call, session: sessionOf(request as unknown as Request, call.matrix) };
}

function callOf<Parameters>(typedRequest: Request<Parameters>): Call<Parameters> {
  const request = typedRequest as unknown as Request;
  return {
    ...serverPartsOf(request),
    params: typedRequest.params,
    query: queryOf(request),
    body: () => jsonObjectOf(request),
    optionalBody: () => optionalJsonObjectOf(request),
  };
}
