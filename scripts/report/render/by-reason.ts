import type { CheckReport } from '../document/check-schema.js';

/** Checks, or requirements, that came to nothing for the same reason. */
export interface SameReason {
  readonly reason: string;
  readonly ids: readonly string[];
}

/** The checks of a verdict, put together by the reason that they give, the most frequent one first. */
export function byReason(checks: readonly CheckReport[], verdict: CheckReport['verdict']): SameReason[] {
  const reasons = new Map<string, string[]>();
  for (const { id, message, verdict: own } of checks) {
    if (own === verdict) reasons.set(message, [...(reasons.get(message) ?? []), id]);
  }
  return [...reasons]
    .map(([reason, ids]) => ({ reason, ids }))
    .toSorted((one, other) => other.ids.length - one.ids.length);
}
