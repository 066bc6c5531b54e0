import type { Target } from '../targets/stage.js';
import type { ViolationShown } from './check-result.js';

/** What a check has found to be broken. */
export interface FoundBreach {
  readonly broken?: string;
  readonly violation?: Pick<ViolationShown, 'symptom'>;
}

const missing = new WeakMap<Target, Set<string>>();

/** Remembers what a check of a run has found beyond doubt not to come, by the requirement that is broken by that. */
export function rememberMissing(target: Target, breach: FoundBreach): void {
  if (!isMissing(breach)) return;
  missing.set(target, (missing.get(target) ?? new Set()).add(breach.broken));
}

/**
 * Whether something has not come, and another check of the run has found beyond doubt that it does not: to wait for it once
 * more takes all the time that it may be late, and tells nothing new.
 */
export function isKnownToBeMissing(target: Target, breach: FoundBreach): boolean {
  return isMissing(breach) && missing.get(target)?.has(breach.broken) === true;
}

function isMissing(breach: FoundBreach): breach is FoundBreach & { readonly broken: string } {
  return breach.broken !== undefined && breach.violation?.symptom === 'missing';
}
