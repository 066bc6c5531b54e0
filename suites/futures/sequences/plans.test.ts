import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { isPause, type Plan, ticking } from '../../sequences/plan.js';
import { SequenceArbitrary } from '../../sequences/sequence-arbitrary.js';
import { smallerPlans, type SmallerPlan } from '../../sequences/smaller-plans.js';
import type { FuturesTerms } from './futures-terms.js';
import { modelledFutures } from './modelled-futures.js';

const sequences = new SequenceArbitrary(
  modelledFutures,
  modelledFutures.themes,
  modelledFutures.exactDurations,
  [10, 50],
);

/** The sequence to which a path leads. */
function planAt(path: string): Plan<FuturesTerms> {
  const [plan] = fc.sample(sequences, { seed: 7, path, numRuns: 1 });
  if (plan === undefined) throw new Error(`${path} leads nowhere`);
  return plan;
}

test('the same seed makes the same sequences', () => {
  const sample = (): unknown => fc.sample(sequences, { seed: 7, numRuns: 20 });
  expect(sample()).toEqual(sample());
});

test('pauses take no longer together than they may, and nothing else is left out', () => {
  const plansWithin = (longest: number): Plan<FuturesTerms>[] =>
    fc.sample(new SequenceArbitrary(modelledFutures, modelledFutures.themes, ticking(100), [6, 20], longest), {
      seed: 7,
      numRuns: 50,
    });
  const pauses = plansWithin(300).map((plan) => plan.filter(isPause).reduce((sum, { ms = 0 }) => sum + ms, 0));
  expect(Math.max(...pauses)).toBe(300);
  const commands = (plan: Plan<FuturesTerms>): unknown => plan.filter((planned) => !isPause(planned));
  expect(plansWithin(300).map(commands)).toEqual(plansWithin(Infinity).map(commands));
});

test('any command may be left out, and only what is needed stays', () => {
  const needed = fc.check(
    fc.property(sequences, (plan) => {
      const scheduled = plan.findIndex((one) => one.do === 'schedule');
      return !plan.some((one, index) => one.do === 'cancel' && index > scheduled && scheduled !== -1);
    }),
    { seed: 7, numRuns: 100 },
  );
  const [plan] = needed.counterexample ?? [];
  expect(plan?.map((one) => one.do)).toEqual(['schedule', 'cancel']);
  expect(planAt(needed.counterexamplePath ?? '')).toEqual(plan);
});

test('shrinking comes to an end: every step is smaller or simpler than the one before', () => {
  let current: { plan: Plan<FuturesTerms>; next?: SmallerPlan<FuturesTerms>['next'] } = {
    plan: planAt('0'),
  };
  for (let steps = 0; ; steps += 1) {
    expect(steps).toBeLessThan(1_000);
    const [smaller] = smallerPlans(current.plan, sequences, current.next);
    if (smaller === undefined) break;
    current = smaller;
  }
  expect(current.plan).toHaveLength(1);
});

test('wherever the search goes on, nothing is left out', () => {
  const plan = planAt('1').slice(0, 6);
  const from = (next?: SmallerPlan<FuturesTerms>['next']): string[] =>
    [...smallerPlans(plan, sequences, next)].map((smaller) => JSON.stringify(smaller.plan));
  const all = [...smallerPlans(plan, sequences)];
  for (const { next } of all) expect(from(next).toSorted()).toEqual(from().toSorted());
});
