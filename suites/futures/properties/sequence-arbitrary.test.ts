import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { pathBetween, planAt } from './plan-at.js';
import { SequenceArbitrary, smallerPlans } from './sequence-arbitrary.js';
import { ALL_THEMES, EXACT_DURATIONS } from './themes.js';

const sequences = new SequenceArbitrary(ALL_THEMES, EXACT_DURATIONS, [10, 50]);

test('the same seed makes the same sequences', () => {
  const sample = (): unknown => fc.sample(sequences, { seed: 7, numRuns: 20 });
  expect(sample()).toEqual(sample());
});

test('a path leads to the sequence that a sample has at that place', () => {
  const sample = fc.sample(sequences, { seed: 7, numRuns: 5 });
  expect(planAt(sequences, 7, '3')).toEqual(sample[3]);
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
  expect(planAt(sequences, 7, needed.counterexamplePath ?? '')).toEqual(plan);
});

test('shrinking comes to an end: every step is smaller or simpler than the one before', () => {
  let plan = planAt(sequences, 7, '0');
  for (let steps = 0; ; steps += 1) {
    expect(steps).toBeLessThan(1_000);
    const [next] = smallerPlans(plan, EXACT_DURATIONS);
    if (next === undefined) break;
    plan = next;
  }
  expect(plan).toHaveLength(1);
});

test('a path is found for what is left when some commands are left out', () => {
  const plan = planAt(sequences, 7, '2');
  const some = plan.filter((_, index) => index % 3 !== 1);
  const path = ['2', ...pathBetween(plan, some, sequences)].join(':');
  expect(planAt(sequences, 7, path)).toEqual(some);
});
