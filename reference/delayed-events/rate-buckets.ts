import { Allowances, type RateLimit } from '../matrix/allowances.js';
import type { Clock } from '../time/clock.js';
import type { RatesPort } from './ports.js';
import type { RatedCall } from './rated-call.js';

/** A limit, and the calls that draw on it together. */
export interface RateBucket extends RateLimit {
  readonly calls: readonly RatedCall[];
}

/** What callers have left of all limits. */
export function rateBuckets(buckets: readonly RateBucket[], clock: Pick<Clock, 'now'>): RatesPort {
  const limits = buckets.map((bucket) => ({
    calls: new Set(bucket.calls),
    allowances: new Allowances(bucket, clock),
  }));
  return {
    take(call, caller) {
      const drawn = limits.filter(({ calls }) => calls.has(call)).map(({ allowances }) => allowances);
      // What one limit refuses takes nothing from the others.
      const wait = Math.max(0, ...drawn.map((allowances) => allowances.wait(caller)));
      if (wait === 0) for (const allowances of drawn) allowances.take(caller);
      return wait;
    },
  };
}
