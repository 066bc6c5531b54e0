import type { Router } from 'express';

import type { DelayedEventsReadings } from '../../../fixtures/requirements/delayed-events/readings.js';
import type { JsonObject } from '../../matrix/json.js';
import { roomsFor } from '../../matrix/rooms-port.js';
import type { Revision, RevisionHost } from '../../revision.js';
import type { DelayedEvent } from '../delayed-event.js';
import { DelayedEventsEngine } from '../delayed-events-engine.js';
import {
  DEFAULT_MAX_DELAY_MS,
  DEFAULT_MAX_SCHEDULED,
  DEFAULT_RETENTION,
  type DelayedEventsLimits,
  type Retention,
} from '../limits.js';
import { type RateBucket, rateBuckets } from '../rate-buckets.js';
import { readingsWith } from '../readings.js';
import { type DelayedEventRulesChange, exchanged, rulesWith } from '../rules/delayed-event-rules.js';
import type { EndpointParts } from './endpoint-parts.js';
import { addListEndpoints, DEFAULT_PAGE_SIZE, LIST_FEATURES } from './list-endpoints.js';
import { limitMessages } from './message-rate.js';
import { DEFAULT_WIRE, wireFormCalled, type WireName } from './wire/wire-forms.js';

/** What the `delayed-events` revision can be told. Everything may be left out. */
export interface DelayedEventsRevisionOptions {
  /** How it is spoken: in one wire form or in several at once. In the accepted ones, stable and unstable, by default. */
  readonly wire?: WireName | readonly WireName[] | undefined;
  /** Readings of open questions, where they are to differ from the defaults. */
  readonly readings?: Partial<DelayedEventsReadings> | undefined;
  /** The longest delay, in milliseconds: one day by default, `null` for none, 0 for switched off (DE-LIM-1). */
  readonly maxDelay?: number | null | undefined;
  /** How many events a user may have waiting: 100 by default, `null` for any number, 0 for switched off (DE-LIM-4). */
  readonly maxScheduled?: number | null | undefined;
  /** For how long finished events can be looked up: 7 days and 1000 of one user by default (DE-RET-1). */
  readonly retention?: Partial<Retention> | undefined;
  /** Limits on rates, each for the calls that draw on it together; none by default (DE-RATE-1). */
  readonly rateLimits?: readonly RateBucket[] | undefined;
  /** Whether there is MSC4486's list of delayed events (DE-LIST-3); no by default, since it is not in the text. */
  readonly list?: boolean | undefined;
  /** How many events are on a page of that list; 100 by default. */
  readonly listPageSize?: number | undefined;
  /** Rules that differ from the default ones. */
  readonly rules?: DelayedEventRulesChange | undefined;
}

/**
 * Lets the revision that was accepted in September 2026 move into a homeserver.
 *
 * @throws RangeError when a wire form or a reading is unknown, or a reading cannot be followed
 */
export function createDelayedEventsRevision(host: RevisionHost, options: DelayedEventsRevisionOptions = {}): Revision {
  const { matrix, clock, timer, transactions } = host;
  const { wire = DEFAULT_WIRE, list = false, listPageSize = DEFAULT_PAGE_SIZE } = options;
  const forms = [wire].flat().map(wireFormCalled);
  const readings = readingsWith(options.readings);
  const limits = limitsIn(options, readings);
  const rules = rulesWith(readings, options.rules);
  const rates = rateBuckets(options.rateLimits ?? [], clock);
  const rooms = roomsFor<DelayedEvent>(matrix.rooms, 'delayed-event');
  const engine = new DelayedEventsEngine({
    ports: {
      clock,
      timer,
      randomToken: () => host.randomToken(),
      rooms: rooms.port,
      transactions,
      rates,
      accountRefusal: (userId) => matrix.accounts.refusalOf(userId),
    },
    rules,
    limits,
    retention: { ...DEFAULT_RETENTION, ...options.retention },
    prefixes: [...new Set(forms.map(({ prefix }) => prefix))],
  });
  const unsubscribeFromEvents = matrix.onEvent((event, origin) => engine.eventEntered(event, rooms.causeOf(origin)));
  const unsubscribeFromDeactivations = matrix.accounts.onDeactivation((userId) => engine.accountGone(userId));
  const unsubscribeFromLogouts = matrix.onLogout((session) => engine.deviceGone(session));

  const base = { engine, matrix, rates };
  const spoken = forms.map((form) => {
    const parts: EndpointParts = { ...base, prefix: form.prefix, rules: exchanged(rules, form.rules) };
    return { form, parts };
  });

  return {
    name: 'delayed-events',
    unstableFeatures: Object.assign(
      {},
      ...spoken.map(({ parts: { prefix, rules } }) =>
        rules.unstableFeatures({ prefix, isSwitchedOff: rules.isSwitchedOff(limits) }),
      ),
      list ? LIST_FEATURES : {},
    ) as Record<string, boolean>,
    capabilities: () =>
      Object.assign(
        {},
        ...spoken.map(({ parts: { prefix, rules } }) =>
          rules.capabilities({ prefix, limits, capability: rules.capability(limits) }),
        ),
      ) as JsonObject,
    crossOriginHeaders: (facts) => rules.crossOriginHeaders(facts),
    mount(router: Router): void {
      router.use((request, _response, next) => {
        if (rules.looksAtTimers({ path: request.path })) engine.sendOverdue();
        next();
      });
      for (const { form, parts } of spoken) {
        for (const { endpoint, add } of form.endpoints) {
          if (parts.rules.offersEndpoint({ endpoint, prefix: form.prefix })) add(router, parts);
        }
      }
      if (list) addListEndpoints(router, { ...base, prefix: 'stable', rules }, listPageSize);
      if (options.rateLimits?.some(({ calls }) => calls.includes('message')) === true)
        limitMessages(router, matrix, rates);
    },
    waiting: () =>
      engine.waiting().map(({ id, draft, delayMs, life: { dueAt } }) => ({
        ...draft,
        revision: 'delayed-events',
        dueAt,
        delayMs,
        delayId: id,
      })),
    close(): void {
      unsubscribeFromEvents();
      unsubscribeFromDeactivations();
      unsubscribeFromLogouts();
      engine.close();
    },
  };
}

/** DE-LIM-1, DE-LIM-4, Q-LIMITS: who is told nothing enforces both limits, or neither. */
function limitsIn(
  { maxDelay, maxScheduled }: DelayedEventsRevisionOptions,
  readings: DelayedEventsReadings,
): DelayedEventsLimits {
  const hasBoth = readings['Q-LIMITS'] === 'both';
  return {
    maxDelayMs: (maxDelay === undefined && hasBoth ? DEFAULT_MAX_DELAY_MS : maxDelay) ?? undefined,
    maxScheduled: (maxScheduled === undefined && hasBoth ? DEFAULT_MAX_SCHEDULED : maxScheduled) ?? undefined,
  };
}
