import type { DelayedEventsReadings } from '../../../fixtures/requirements/delayed-events/readings.js';
import { type AccessRules, accessRules } from './access.js';
import { type ActionRules, actionRules } from './actions.js';
import { type AnswerRules, answerRules } from './answers.js';
import { type DiscoveryRules, discoveryRules } from './discovery.js';
import { type EventRules, eventRules } from './events.js';
import { type IdempotencyRules, idempotencyRules } from './idempotency.js';
import { type LifetimeRules, lifetimeRules } from './lifetime.js';
import { type LimitRules, limitRules } from './limits.js';
import { type ListingRules, listingRules } from './listing.js';
import { type ParameterRules, parameterRules } from './parameters.js';
import { type PermissionRules, permissionRules } from './permission.js';
import { type TimingRules, timingRules } from './timing.js';

/**
 * Every decision of the revision, each under a name of its own. Rules are pure: they know what they are handed and
 * nothing else, and they change nothing. A homeserver that differs in one decision differs in one rule, and so does a
 * wire form.
 */
export interface DelayedEventRules
  extends
    AccessRules,
    ParameterRules,
    LimitRules,
    DiscoveryRules,
    PermissionRules,
    EventRules,
    IdempotencyRules,
    TimingRules,
    ActionRules,
    AnswerRules,
    LifetimeRules,
    ListingRules {}

/** Rules that take the place of others: as they are, or made of those whose place they take. */
export type DelayedEventRulesChange =
  Partial<DelayedEventRules> | ((defaults: DelayedEventRules) => Partial<DelayedEventRules>);

/** The rules that follow from the requirements, and from one reading of each open question. */
export function defaultRules(readings: DelayedEventsReadings): DelayedEventRules {
  return {
    ...accessRules(readings),
    ...parameterRules(readings),
    ...limitRules(readings),
    ...discoveryRules(),
    ...permissionRules(readings),
    ...eventRules(readings),
    ...idempotencyRules(),
    ...timingRules(readings),
    ...actionRules(readings),
    ...answerRules(readings),
    ...lifetimeRules(readings),
    ...listingRules(),
  };
}

/** Rules with some of them exchanged. */
export function exchanged(rules: DelayedEventRules, change: DelayedEventRulesChange = {}): DelayedEventRules {
  return { ...rules, ...(typeof change === 'function' ? change(rules) : change) };
}

/** The default rules with some of them exchanged. */
export function rulesWith(readings: DelayedEventsReadings, change: DelayedEventRulesChange = {}): DelayedEventRules {
  return exchanged(defaultRules(readings), change);
}
