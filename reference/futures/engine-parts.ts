import type { FuturesStore } from './futures-store.js';
import type { Future } from './future.js';
import type { FuturesPorts } from './ports.js';
import type { FutureRules } from './rules/future-rules.js';
import type { TimerShare } from '../time/shared-timer.js';

/** What an engine can be told. */
export interface FuturesLimits {
  /** The longest timeout, in milliseconds; `undefined` for none (SCHED-11). */
  readonly maxTimeoutMs: number | undefined;
  /** How many futures a user may have under the reading Q-LIMIT=capped. */
  readonly maxFutures: number;
}

/** What the parts of one engine work on. */
export interface EngineParts {
  readonly ports: FuturesPorts;
  readonly rules: FutureRules;
  readonly limits: FuturesLimits;
  readonly store: FuturesStore;
  readonly timer: TimerShare<Future>;
}
