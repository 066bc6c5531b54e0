import type { Request, RequestHandler } from 'express';
import type { RouteParameters } from 'express-serve-static-core';

import type { Session } from '../matrix/accounts.js';
import type { JsonObject } from '../matrix/json.js';
import { MatrixError } from '../matrix/matrix-error.js';
import { accessTokenOf, addressOf, jsonObjectOf, optionalJsonObjectOf, sessionOf } from './endpoint.js';
import { Query } from './query.js';
import { serverPartsOf, type ServerParts } from './server-parts.js';

/** A request as the ordinary endpoints see it. */
export interface Call<Parameters> extends ServerParts {
  readonly params: Parameters;
  readonly query: Query;
  /** The network address that it comes from. */
  readonly address: string;
  /** The access token that comes with it, if there is one. */
  accessToken(): string | undefined;
  /** The body, which has to be a JSON object. */
  body(): JsonObject;
  /** The body, which may be left out. */
  optionalBody(): JsonObject;
}

/** A request of somebody who is logged in. */
export interface UserCall<Parameters> extends Call<Parameters> {
  readonly session: Session;
}

/** What an endpoint answers with: the body, with status 200. */
type Body = JsonObject | readonly JsonObject[];

/** A path and what happens there, to be spread into `router.get` and its like. */
type Route<Path extends string> = [path: Path, handler: RequestHandler<RouteParameters<Path>>];

/** An endpoint for anybody. */
export function forAnyone<Path extends string>(
  path: Path,
  answer: (call: Call<RouteParameters<Path>>) => Body,
): Route<Path> {
  return [path, (request, response) => void response.json(answer(callOf(request)))];
}

/** An endpoint for those who are logged in. Whoever is not gets 401 before anything else about the request is judged. */
export function forUser<Path extends string>(
  path: Path,
  answer: (call: UserCall<RouteParameters<Path>>) => Body,
): Route<Path> {
  return [path, (request, response) => void response.json(answer(userCallOf(request)))];
}

/** As {@link forUser}, where guests are turned away. */
export function forMember<Path extends string>(
  path: Path,
  answer: (call: UserCall<RouteParameters<Path>>) => Body,
): Route<Path> {
  return forUser(path, (call) => {
    if (call.session.isGuest) throw new MatrixError(403, 'M_GUEST_ACCESS_FORBIDDEN', 'Guests cannot do this.');
    return answer(call);
  });
}

/** A request of somebody who is logged in, for routes that answer in their own time. */
export function userCallOf<Parameters>(request: Request<Parameters>): UserCall<Parameters> {
  const call = callOf(request);
  return Object.assign(call, { session: sessionOf(request as unknown as Request, call.matrix) });
}

function callOf<Parameters>(typedRequest: Request<Parameters>): Call<Parameters> {
  const request = typedRequest as unknown as Request;
  return {
    ...serverPartsOf(request),
    params: typedRequest.params,
    query: new Query(request),
    address: addressOf(request),
    accessToken: () => accessTokenOf(request),
    body: () => jsonObjectOf(request),
    optionalBody: () => optionalJsonObjectOf(request),
  };
}
