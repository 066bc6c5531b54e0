import type { Router } from 'express';

import type { FuturesReadings } from '../../../fixtures/requirements/futures/readings.js';
import { DEFAULT_MAX_FUTURES, DEFAULT_MAX_TIMEOUT_MS, FuturesEngine } from '../futures-engine.js';
import { readingsWith } from '../readings.js';
import { type FutureRulesChange, rulesWith } from '../rules/future-rules.js';
import { roomsFor } from '../../matrix/rooms-port.js';
import type { Revision, RevisionHost } from '../../revision.js';
import type { Future } from '../future.js';
import { addBatchEndpoints } from './batch-endpoints.js';
import { addListingEndpoints } from './listing-endpoints.js';
import { addReusedEndpoints } from './reused-endpoints.js';
import type { FuturesEndpointParts } from './endpoint-parts.js';
import { addSchedulingEndpoints } from './scheduling-endpoints.js';
import { addTokenEndpoints } from './token-endpoints.js';

/** What the `futures` revision can be told. Everything may be left out. */
export interface FuturesRevisionOptions {
  /** Readings of open questions, where they are to differ from the defaults. */
  readonly readings?: Partial<FuturesReadings> | undefined;
  /** The longest timeout, in milliseconds: one week by default, `null` for none (SCHED-11). */
  readonly maxTimeout?: number | null | undefined;
  /** How many futures a user may have under the reading Q-LIMIT=capped; 100 by default. */
  readonly maxFutures?: number | undefined;
  /** Whether the ordinary `send` and `state` endpoints schedule futures too (REUSE-1); no by default. */
  readonly reuseSendEndpoints?: boolean | undefined;
  /** Whether there is an endpoint for batches (BATCH-1); no by default. */
  readonly batchSend?: boolean | undefined;
  /** Rules that differ from the default ones. */
  readonly rules?: FutureRulesChange | undefined;
}

/**
 * Lets the `futures` revision of June 2024 move into a homeserver.
 *
 * @throws RangeError when a reading is unknown or cannot be followed
 */
export function createFuturesRevision(host: RevisionHost, options: FuturesRevisionOptions = {}): Revision {
  const { maxTimeout = DEFAULT_MAX_TIMEOUT_MS, maxFutures = DEFAULT_MAX_FUTURES } = options;
  const { matrix, clock, timer, transactions } = host;
  const rooms = roomsFor<Future>(matrix.rooms, 'future');
  const rules = rulesWith(readingsWith(options.readings), options.rules);
  const engine = new FuturesEngine({
    ports: { clock, timer, randomToken: () => host.randomToken(), rooms: rooms.port },
    rules,
    limits: { maxTimeoutMs: maxTimeout ?? undefined, maxFutures },
  });
  const unsubscribeFromEvents = matrix.onEvent((event, origin) => engine.eventEntered(event, rooms.causeOf(origin)));
  const unsubscribeFromRefusals = matrix.onRefusal((draft) => engine.eventRefused(draft));
  const unsubscribeFromLogouts = matrix.onLogout((session) => engine.deviceGone(session));
  const parts: FuturesEndpointParts = { engine, rules, matrix, transactions, prefix: rules.pathPrefix() };

  return {
    name: 'futures',
    unstableFeatures: { 'io.element.futures': true },
    capabilities: () => ({}),
    crossOriginHeaders: (facts) => rules.crossOriginHeaders(facts),
    mount(router: Router): void {
      router.use((request, _response, next) => {
        if (rules.looksAtTimers({ path: request.path })) engine.sendOverdue();
        next();
      });
      // First, since its paths look like those of ordinary events of the type `future`.
      if (options.batchSend === true) addBatchEndpoints(router, parts);
      addSchedulingEndpoints(router, parts);
      if (options.reuseSendEndpoints === true) addReusedEndpoints(router, parts);
      addListingEndpoints(router, parts);
      addTokenEndpoints(router, parts);
    },
    waiting: () =>
      engine.living().map(({ draft, timeoutMs, group, tokens, life: { dueAt } }) => ({
        ...draft,
        revision: 'futures',
        dueAt,
        delayMs: timeoutMs,
        futureGroupId: group.id,
        tokens,
      })),
    close(): void {
      unsubscribeFromEvents();
      unsubscribeFromRefusals();
      unsubscribeFromLogouts();
      engine.close();
    },
  };
}
