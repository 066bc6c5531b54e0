import { Router } from 'express';

import type { JsonObject } from '../matrix/json.js';
import { MatrixError } from '../matrix/matrix-error.js';
import type { VirtualClock } from '../time/virtual-clock.js';
import { jsonObjectOf } from './endpoint.js';
import type { ParkedRequests } from './parked-requests.js';

/**
 * The endpoint by which a test on the other side of a socket moves virtual time. It is no part of Matrix, needs no
 * access token, and exists only where `createHomeserver({ clock: virtualClock(), clockControl: true })` asks for it.
 *
 * - `GET /_clock` answers `{ "now", "next_wake_at", "parked_requests" }`: the time, when the next wake-up is due (or
 *   `null`), both in milliseconds since the Unix epoch, and how many requests are waiting for something to happen.
 * - `POST /_clock` with `{ "advance_to": ms }` moves time, and answers as `GET` does once everything that fell due has
 *   happened and every request that it woke has been answered. A time in the past is refused with 400.
 */
export function virtualClockRoutes(clock: VirtualClock, parked: ParkedRequests): Router {
  const router = Router({ caseSensitive: true });
  const reading = (): JsonObject => ({
    now: clock.now(),
    next_wake_at: clock.nextWakeAt() ?? null,
    parked_requests: parked.count,
  });

  router.get('/_clock', (_request, response) => {
    response.json(reading());
  });

  router.post('/_clock', (request, response) => {
    const to = jsonObjectOf(request).advance_to;
    if (typeof to !== 'number' || !Number.isSafeInteger(to) || to < clock.now()) {
      throw new MatrixError(400, 'M_INVALID_PARAM', 'advance_to has to be a time in milliseconds that is not past.');
    }
    clock.advanceTo(to);
    // Woken requests are answered while time moves; their bytes leave this process before these, which are sent later.
    setImmediate(() => response.json(reading()));
  });

  return router;
}
