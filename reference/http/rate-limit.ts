import type { RequestHandler } from 'express';

import { Allowances, type RateLimit } from '../matrix/allowances.js';
import { limitExceeded } from '../matrix/limit-exceeded.js';
import type { Clock } from '../time/clock.js';
import { accessTokenOf } from './endpoint.js';

/**
 * Refuses requests that come too fast with 429 `M_LIMIT_EXCEEDED`, before anything is done about them (ERR-9). Reading is
 * free. Callers are told apart by their access tokens; those without one share an allowance.
 */
export function limitRate(limit: RateLimit, clock: Clock): RequestHandler {
  const allowances = new Allowances(limit, clock);
  return (request, _response, next) => {
    if (request.method === 'GET' || request.method === 'HEAD' || request.method === 'OPTIONS') return next();
    const wait = allowances.take(accessTokenOf(request) ?? '');
    if (wait > 0) throw limitExceeded(wait, 'Too many requests.');
    next();
  };
}
