import type { TimerShare } from '../time/shared-timer.js';
import type { DelayedEvent, Prefix } from './delayed-event.js';
import type { DelayedEventsStore } from './delayed-events-store.js';
import type { DelayedEventsLimits, Retention } from './limits.js';
import type { DelayedEventsPorts } from './ports.js';
import type { DelayedEventRules } from './rules/delayed-event-rules.js';

/** What {@link DelayedEventsEngine} can be told. */
export interface DelayedEventsEngineOptions {
  readonly ports: DelayedEventsPorts;
  /** The rules by which is decided what no request decides, such as the order of what is due at once. */
  readonly rules: DelayedEventRules;
  readonly limits: DelayedEventsLimits;
  readonly retention: Retention;
  /** Under which prefixes the homeserver has endpoints. */
  readonly prefixes: readonly Prefix[];
}

/** What the parts of one engine work on. */
export interface EngineParts extends DelayedEventsEngineOptions {
  readonly store: DelayedEventsStore;
  readonly timer: TimerShare<DelayedEvent>;
  /** The rules of the request that scheduled an event. */
  rulesOf(event: DelayedEvent): DelayedEventRules;
}
