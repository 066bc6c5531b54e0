import type { RequestHandler, Router } from 'express';

import type { SchedulingEndpoint } from '../requests.js';
import { asksForFuture, schedule } from './future-wish.js';
import { ORDINARY_PREFIX } from '../../http/ordinary-prefix.js';
import { type FuturesEndpointParts, answering } from './endpoint-parts.js';

/** The ordinary endpoints, as far as their parameters ask for a future (REUSE-1). They stay where they are. */
export function addReusedEndpoints(router: Router, parts: FuturesEndpointParts): void {
  router.put(`${ORDINARY_PREFIX}/rooms/:roomId/send/:eventType/:txnId`, onlyForFutures('send', parts));
  router.put(`${ORDINARY_PREFIX}/rooms/:roomId/state/:eventType{/:stateKey}`, onlyForFutures('state', parts));
}

function onlyForFutures(endpoint: SchedulingEndpoint, parts: FuturesEndpointParts): RequestHandler {
  const answer = answering(parts, (request) => schedule(request, endpoint, parts));
  return (request, response, next) => {
    if (!asksForFuture(request, endpoint, parts)) next();
    else void answer(request, response, next);
  };
}
