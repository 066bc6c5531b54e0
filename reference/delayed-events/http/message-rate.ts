import type { RequestHandler, Router } from 'express';

import { accessTokenOf } from '../../http/endpoint.js';
import { ORDINARY_PREFIX } from '../../http/ordinary-prefix.js';
import { limitExceeded } from '../../matrix/limit-exceeded.js';
import type { Matrix } from '../../matrix/matrix.js';
import type { RatesPort } from '../ports.js';

/** Lets the undelayed requests that send events draw on the limits that delayed ones draw on, too (Q-SEND-RATE). */
export function limitMessages(router: Router, matrix: Matrix, rates: RatesPort): void {
  const handler: RequestHandler = (request, _response, next) => {
    const token = accessTokenOf(request);
    const session = token === undefined ? undefined : matrix.accounts.sessionOf(token);
    const waitMs = session === undefined ? 0 : rates.take('message', session.userId);
    if (waitMs > 0) throw limitExceeded(waitMs, 'Too many events.');
    next();
  };
  const rooms = `${ORDINARY_PREFIX}/rooms/:roomId`;
  router.put(`${rooms}/send/:eventType/:txnId`, handler);
  router.put(`${rooms}/state/:eventType{/:stateKey}`, handler);
  router.put(`${rooms}/redact/:eventId/:txnId`, handler);
}
