import type { DelayedEventsRequirementId } from '../../../fixtures/requirements/delayed-events/index.js';
import type { Facet } from '../../kit/checks/facet.js';

type DelayedEventsFacet = Facet & {
  readonly plain: DelayedEventsRequirementId;
  readonly about: readonly DelayedEventsRequirementId[];
};

/** That an event comes once: a second one breaks these and nothing plainer. */
export const COMING_ONCE: DelayedEventsFacet = {
  plain: 'DE-SEND-2',
  about: ['DE-SCHED-5', 'DE-SCHED-6', 'DE-ACT-8', 'DE-ACT-14'],
  symptom: 'unexpected',
};

/** Cancelling itself: that what was cancelled comes breaks these and nothing plainer. */
export const CANCELLING: DelayedEventsFacet = {
  plain: 'DE-ACT-6',
  about: ['DE-ACT-12', 'DE-ACT-14'],
  symptom: 'unexpected',
};

/** That nothing comes too early, or is to be seen before it comes. */
export const EARLINESS: DelayedEventsFacet = {
  plain: 'DE-TIME-1',
  about: ['DE-SCHED-7', 'DE-SCHED-10', 'DE-TIME-5'],
  symptom: 'early',
};

/** That events come at all. */
const SENDING: DelayedEventsFacet = {
  plain: 'DE-SEND-1',
  about: ['DE-ACT-5', 'DE-ACT-7', 'DE-SEND-4', 'DE-TIME-3', 'DE-TIME-6'],
  symptom: 'missing',
};

/** That actions leave other events alone: else events do not come with which nothing has been done that could keep them. */
const NEIGHBOURS: DelayedEventsFacet = {
  plain: 'DE-ACT-13',
  about: ['DE-SEND-1', 'DE-SEND-4', 'DE-ACT-7', 'DE-PERM-1'],
  symptom: 'missing',
};

/** That restarting restarts a timer: else events come when they were due before. */
const RESTARTING: DelayedEventsFacet = {
  plain: 'DE-ACT-7',
  about: ['DE-TIME-1', 'DE-ACT-1', 'DE-UNST-1'],
  symptom: 'early',
};

/**
 * What is judged when something has failed, beside what had come before: a server that does no more after that does nothing
 * ordinary either.
 */
export const ABOUT_FAILURES: ReadonlySet<string> = new Set<DelayedEventsRequirementId>(['DE-SEND-4']);

/** What is judged by whether two requests get the same `delay_id`. */
export const ABOUT_REPEATS: ReadonlySet<string> = new Set<DelayedEventsRequirementId>(['DE-SCHED-5', 'DE-SCHED-6']);

/** What may go wrong with whatever a server does, so that many requirements seem to be broken by it. */
export const FACETS: readonly DelayedEventsFacet[] = [
  COMING_ONCE,
  CANCELLING,
  EARLINESS,
  SENDING,
  NEIGHBOURS,
  RESTARTING,
];
