import { REAL_TIME_SETTINGS } from '../../suites/kit/targets/settings.js';
import type { SuiteCheck } from '../../suites/kit/checks/selection.js';

/**
 * What a check takes on average: counted over whole runs of the `futures` suites against a server in real time. Only good
 * enough for an estimate.
 */
const PER_CHECK = { requests: 18, rooms: 1.1, events: 11 } as const;

/** The accounts that checks share. */
const SHARED_ACCOUNTS = 3;

/** How many requests are under way at the same time, unless somebody wants it otherwise. */
const CONCURRENCY = 16;

/** What a run is likely to take, and to leave on the server. */
export interface Estimate {
  readonly checks: number;
  readonly seconds: number;
  readonly users: number;
  readonly rooms: number;
  readonly events: number;
}

/** How a run would go. */
export interface Conditions {
  /** How long an answer usually takes, in milliseconds. */
  readonly latencyMs: number;
  /** The longest that a single check may wait, in milliseconds. */
  readonly maxWaitMs?: number | undefined;
  readonly concurrency?: number | undefined;
  /** Whether the accounts that checks share are made, rather than given. */
  readonly makesShared: boolean;
  /** Whether further accounts can be made for checks that want one to themselves. */
  readonly makesMore: boolean;
}

/** Estimates a run of some checks. */
export function estimate(checks: readonly SuiteCheck[], conditions: Conditions): Estimate {
  const { beat, maxWait } = REAL_TIME_SETTINGS;
  const longest = conditions.maxWaitMs ?? maxWait;
  const waitOf = ({ check }: SuiteCheck): number => (check.needs.wait ?? 0) * beat;
  const runnable = checks.filter((each) => each.check.needs.virtualTime === undefined && waitOf(each) <= longest);
  const own = runnable.filter(({ check }) => check.needs.ownAccount === true).length;
  const requests = runnable.length * PER_CHECK.requests;
  const waiting = Math.max(0, ...runnable.map(waitOf));
  const sending = (requests * conditions.latencyMs) / (conditions.concurrency ?? CONCURRENCY);
  return {
    checks: runnable.length,
    seconds: Math.ceil((waiting + sending + LEAST_MS) / 1_000),
    users: (conditions.makesShared ? SHARED_ACCOUNTS : 0) + (conditions.makesMore ? own : 0),
    rooms: Math.ceil(runnable.length * PER_CHECK.rooms),
    events: Math.ceil(runnable.length * PER_CHECK.events),
  };
}

/** Starting, the first look, the silence after the longest wait, and cleaning up, in milliseconds. */
const LEAST_MS = 5_000;
