import type { Request, RequestHandler, Response, Router } from 'express';

import { accessTokenOf, addressOf, sessionOf } from '../../http/endpoint.js';
import type { JsonObject } from '../../matrix/json.js';
import type { Matrix } from '../../matrix/matrix.js';
import { MatrixError } from '../../matrix/matrix-error.js';
import type { Prefix } from '../delayed-event.js';
import type { DelayedEventsEngine } from '../delayed-events-engine.js';
import type { RatesPort } from '../ports.js';
import type { Call, Caller, Endpoint } from '../rules/access.js';
import type { DelayedEventRules } from '../rules/delayed-event-rules.js';

/** What the endpoints of one wire form work on. */
export interface EndpointParts {
  readonly engine: DelayedEventsEngine;
  /** The rules of the wire form. */
  readonly rules: DelayedEventRules;
  readonly matrix: Matrix;
  readonly rates: RatesPort;
  readonly prefix: Prefix;
}

/** An endpoint of a wire form, or several for the same purpose. */
export interface FormEndpoint {
  readonly endpoint: Endpoint;
  readonly add: (router: Router, parts: EndpointParts) => void;
}

/** What an endpoint answers: the body, with status 200. */
type Answer = (request: Request) => JsonObject;

/** Where the endpoints of a prefix are: those of rooms, and those of delayed events. */
export const PATHS: Readonly<Record<Prefix, { readonly rooms: string; readonly delayedEvents: string }>> = {
  stable: { rooms: '/_matrix/client/v3/rooms', delayedEvents: '/_matrix/client/v1/delayed_events' },
  unstable: {
    rooms: '/_matrix/client/unstable/org.matrix.msc4140/rooms',
    delayedEvents: '/_matrix/client/unstable/org.matrix.msc4140/delayed_events',
  },
};

/** Makes a route of a function that answers a request or refuses it by throwing a MatrixError (DE-ERR-1). */
export function answering({ rules, prefix }: EndpointParts, endpoint: Endpoint, answer: Answer): RequestHandler {
  return (request: Request, response: Response): void => {
    try {
      response.json(answer(request));
    } catch (error) {
      throw error instanceof MatrixError ? rules.wordRefusal({ refusal: error, endpoint, prefix }) : error;
    }
  };
}

/**
 * Lets a call in: tells who makes it, and whether that comes too fast.
 *
 * @returns who calls; `undefined` where that does not matter
 * @throws MatrixError 401, 403 or 429
 */
export function admit(
  request: Request,
  call: Call,
  { rules, matrix, rates, prefix }: EndpointParts,
): Caller | undefined {
  const hasToken = accessTokenOf(request) !== undefined;
  const caller = rules.callerOf({ call, prefix, hasToken, authenticate: () => sessionOf(request, matrix) });
  if (caller !== undefined) rules.judgeCaller({ call, prefix, caller });
  const waitMs = rates.take(call, caller?.userId ?? addressOf(request));
  const refusal = waitMs > 0 ? rules.tooFast({ call, waitMs }) : undefined;
  if (refusal !== undefined) throw refusal;
  return caller;
}

/**
 * As {@link admit}, for calls that have to come from somebody.
 *
 * @throws MatrixError 401, 403 or 429
 */
export function admitUser(request: Request, call: Call, parts: EndpointParts): Caller {
  const caller = admit(request, call, parts);
  if (caller === undefined) throw new MatrixError(401, 'M_MISSING_TOKEN', 'This request needs an access token.');
  return caller;
}
