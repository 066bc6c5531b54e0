import type { FuturesReadings } from '../../../fixtures/requirements/futures/readings.js';
import { type AccessRules, accessRules } from './access.js';
import { type AnswerRules, answerRules } from './answers.js';
import { type BatchRules, batchRules } from './batch.js';
import { type DiscardingRules, discardingRules } from './discarding.js';
import { type EventRules, eventRules } from './events.js';
import { type GroupingRules, groupingRules } from './grouping.js';
import { type IdempotencyRules, idempotencyRules } from './idempotency.js';
import { type InvalidationRules, invalidationRules } from './invalidation.js';
import { type LifetimeRules, lifetimeRules } from './lifetime.js';
import { type LimitRules, limitRules } from './limits.js';
import { type ListingRules, listingRules } from './listing.js';
import { type ParameterRules, parameterRules } from './parameters.js';
import { type PermissionRules, permissionRules } from './permission.js';
import { type TimingRules, timingRules } from './timing.js';
import { type TokenRules, tokenRules } from './tokens.js';

/**
 * Every decision of the revision, each under a name of its own. Rules are pure: they know what they are handed and
 * nothing else, and they change nothing. A homeserver that differs in one decision differs in one rule.
 */
export interface FutureRules
  extends
    AccessRules,
    ParameterRules,
    LimitRules,
    PermissionRules,
    EventRules,
    IdempotencyRules,
    GroupingRules,
    TimingRules,
    TokenRules,
    AnswerRules,
    DiscardingRules,
    InvalidationRules,
    LifetimeRules,
    ListingRules,
    BatchRules {}

/** Rules that take the place of others: as they are, or made of those whose place they take. */
export type FutureRulesChange = Partial<FutureRules> | ((defaults: FutureRules) => Partial<FutureRules>);

/** The rules that follow from the requirements, and from one reading of each open question. */
export function defaultRules(readings: FuturesReadings): FutureRules {
  return {
    ...accessRules(readings),
    ...parameterRules(readings),
    ...limitRules(readings),
    ...permissionRules(readings),
    ...eventRules(readings),
    ...idempotencyRules(readings),
    ...groupingRules(readings),
    ...timingRules(readings),
    ...tokenRules(readings),
    ...answerRules(readings),
    ...discardingRules(readings),
    ...invalidationRules(readings),
    ...lifetimeRules(readings),
    ...listingRules(readings),
    ...batchRules(),
  };
}

/** The default rules with some of them exchanged. */
export function rulesWith(readings: FuturesReadings, change: FutureRulesChange = {}): FutureRules {
  const defaults = defaultRules(readings);
  return { ...defaults, ...(typeof change === 'function' ? change(defaults) : change) };
}
