import type { FuturesRequirementId } from '../../../fixtures/requirements/futures/index.js';
import type { Facet } from '../../kit/checks/facet.js';

type FuturesFacet = Facet & { readonly plain: FuturesRequirementId; readonly about: readonly FuturesRequirementId[] };

/** That an event comes once, and what becomes of requests that are made again. */
export const COMING_ONCE: FuturesFacet = {
  plain: 'GROUP-1',
  about: ['TOKEN-8', 'TOKEN-12', 'STATE-5', 'STATE-6', 'SCHED-9', 'ERR-9'],
  symptom: 'unexpected',
};

/** That there is one event of a group, and what becomes of a group that has ended. */
export const ONE_OF_A_GROUP: FuturesFacet = {
  plain: 'GROUP-1',
  about: ['TOKEN-12', 'TOKEN-6', 'TOKEN-7', 'TOKEN-8', 'GROUP-8', 'STATE-2', 'STATE-7', 'LIST-6'],
  symptom: 'unexpected',
};

/** That no event comes of what was cancelled. */
export const CANCELLING: FuturesFacet = { plain: 'TOKEN-6', about: ['TOKEN-7', 'GROUP-8'] };

/** That a timer which has run out sends something. */
export const TIMERS: FuturesFacet = {
  plain: 'TIME-1',
  about: ['TIME-2', 'TIME-3', 'SCHED-6', 'GROUP-10'],
  symptom: 'missing',
};

/** That a future is sent by its token. */
const SENDING: FuturesFacet = {
  plain: 'TOKEN-2',
  about: [
    ...(['TOKEN-1', 'TOKEN-9', 'TOKEN-12', 'SCHED-5', 'RESP-1', 'STATE-1', 'POWER-2', 'GROUP-10', 'TIME-5'] as const),
    ...(['CASE-1', 'CASE-2', 'CASE-3', 'CASE-4', 'CASE-5'] as const),
  ],
  symptom: 'missing',
};

/** That refreshing restarts a timer. */
const RESTARTING: FuturesFacet = { plain: 'TOKEN-3', about: ['TOKEN-4', 'TIME-2', 'CASE-2'] };

/** What may go wrong with whatever a server does, so that many requirements seem to be broken by it. */
export const FACETS: readonly FuturesFacet[] = [COMING_ONCE, ONE_OF_A_GROUP, CANCELLING, TIMERS, SENDING, RESTARTING];

/** The requirements that are about belonging to a group, as shows when one of it is sent. */
export const ABOUT_BELONGING: ReadonlySet<string> = new Set<FuturesRequirementId>([
  'GROUP-5',
  'GROUP-9',
  'BATCH-1',
  'BATCH-4',
]);

/** The requirements that tell by themselves where to look, whatever else is wrong. */
export const CLEAR_BY_THEMSELVES: ReadonlySet<string> = new Set<FuturesRequirementId>([
  'RESP-1',
  'RESP-2',
  'RESP-5',
  'RESP-7',
  'ERR-7',
  'ERR-9',
]);

/** The requirements that are about how long a timer takes, compared with others or with what it was told. */
export const ABOUT_DURATIONS: ReadonlySet<string> = new Set<FuturesRequirementId>([
  'TIME-5',
  'GROUP-6',
  'TOKEN-3',
  'TOKEN-4',
  'POWER-2',
]);

/** The requirements that are about an event's type and state key themselves. */
export const ABOUT_NAMES: ReadonlySet<string> = new Set<FuturesRequirementId>([
  'SCHED-1',
  'SCHED-2',
  'STATE-1',
  'TIME-1',
]);
