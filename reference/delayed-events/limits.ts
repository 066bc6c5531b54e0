/** How long and how many. */
export interface DelayedEventsLimits {
  /** The longest delay, in milliseconds; `undefined` for none, 0 for switched off (DE-LIM-1, DE-CAP-5). */
  readonly maxDelayMs: number | undefined;
  /** How many delayed events a user may have waiting; `undefined` for any number, 0 for switched off (DE-LIM-4). */
  readonly maxScheduled: number | undefined;
}

/** For how long finished delayed events can be looked up: until either runs out (DE-RET-1). */
export interface Retention {
  /** Milliseconds. */
  readonly ms: number;
  /** How many of one user. */
  readonly count: number;
}

/** One day: the longest delay in the example of the proposal, and what deployed servers are told most. Milliseconds. */
export const DEFAULT_MAX_DELAY_MS = 86_400_000;

/** How many delayed events a user may have waiting: as many as on deployed servers. */
export const DEFAULT_MAX_SCHEDULED = 100;

/** What the text recommends (DE-RET-1). */
export const DEFAULT_RETENTION: Retention = { ms: 604_800_000, count: 1_000 };
