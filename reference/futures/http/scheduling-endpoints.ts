import type { Router } from 'express';

import { schedule } from './future-wish.js';
import { type FuturesEndpointParts, answering } from './endpoint-parts.js';

/** The endpoints that schedule message events (SCHED-1) and state events (SCHED-2, SCHED-3). */
export function addSchedulingEndpoints(router: Router, parts: FuturesEndpointParts): void {
  const messages = router.route(`${parts.prefix}/rooms/:roomId/send_future/:eventType/:txnId`);
  const states = router.route(`${parts.prefix}/rooms/:roomId/state_future/:eventType{/:stateKey}`);
  for (const method of parts.rules.schedulingMethods()) {
    messages[method](answering(parts, (request) => schedule(request, 'send_future', parts)));
    states[method](answering(parts, (request) => schedule(request, 'state_future', parts)));
  }
}
