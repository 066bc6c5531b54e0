import type { RequestHandler } from 'express';

import type { Clock } from '../time/clock.js';
import { MatrixError } from '../matrix/matrix-error.js';
import { accessTokenOf } from './endpoint.js';

/** How much one caller may ask for: so many requests at once, and as many again in every period after that. */
export interface RateLimit {
  readonly requests: number;
  /** The length of a period in milliseconds. */
  readonly perMs: number;
}

/** What one caller has left. */
interface Allowance {
  requests: number;
  /** When that was so, in milliseconds since the Unix epoch. */
  readAt: number;
}

/**
 * Refuses requests that come too fast with 429 `M_LIMIT_EXCEEDED`, before anything is done about them (ERR-9). Reading is
 * free. Callers are told apart by their access tokens; those without one share an allowance.
 */
export function limitRate(limit: RateLimit, clock: Clock): RequestHandler {
  const allowances = new Map<string, Allowance>();
  const perRequestMs = limit.perMs / limit.requests;

  return (request, response, next) => {
    if (request.method === 'GET' || request.method === 'HEAD' || request.method === 'OPTIONS') return next();
    const caller = accessTokenOf(request) ?? '';
    const now = clock.now();
    const before = allowances.get(caller) ?? { requests: limit.requests, readAt: now };
    const left = Math.min(limit.requests, before.requests + (now - before.readAt) / perRequestMs);
    const allowed = left >= 1;
    allowances.set(caller, { requests: allowed ? left - 1 : left, readAt: now });
    if (allowed) return next();
    const wait = Math.ceil((1 - left) * perRequestMs);
    response.setHeader('Retry-After', String(Math.ceil(wait / 1_000)));
    throw new MatrixError(429, 'M_LIMIT_EXCEEDED', 'Too many requests.', { retry_after_ms: wait });
  };
}
