import type { WireStanding } from '../document/revision-schema.js';
import type { SameReason } from './by-reason.js';

/** What a wire form cannot express, or says otherwise: the requirements' ids, put together by the reason. */
export function wireLimits({ cannot, alters }: Pick<WireStanding, 'cannot' | 'alters'>): SameReason[] {
  const reasons = new Map<string, string[]>();
  for (const [id, reason] of [...Object.entries(cannot), ...Object.entries(alters)]) {
    reasons.set(reason, [...(reasons.get(reason) ?? []), id]);
  }
  return [...reasons].map(([reason, ids]) => ({ reason, ids }));
}
