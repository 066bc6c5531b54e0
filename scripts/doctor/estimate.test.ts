import { expect, test } from 'vitest';

import type { Needs } from '../../suites/kit/checks/needs.js';
import type { SuiteCheck } from '../../suites/kit/checks/selection.js';
import { estimate } from './estimate.js';

function check(needs: Needs): SuiteCheck {
  const value = { id: 'a.b', title: '', requirements: [], needs, run: () => Promise.resolve() };
  return { suite: { revision: 'futures', area: 'a', checks: [value] }, check: value };
}

const conditions = { latencyMs: 10, makesShared: true, makesMore: true };

test('counts what can be run here, and the accounts that are made for it', () => {
  const checks = [
    check({}),
    check({ wait: 4 }),
    check({ wait: 60 }),
    check({ ownAccount: true }),
    check({ virtualTime: 'hours of it' }),
  ];
  expect(estimate(checks, conditions)).toMatchObject({ checks: 3, users: 4 });
  expect(estimate(checks, { ...conditions, maxWaitMs: 60_000 })).toMatchObject({ checks: 4 });
  expect(estimate(checks, { ...conditions, makesShared: false })).toMatchObject({ users: 1 });
  expect(estimate(checks, { ...conditions, makesShared: false, makesMore: false })).toMatchObject({ users: 0 });
});

test('takes as long as the longest wait, and longer on a slow server', () => {
  const checks = [check({ wait: 4 }), check({ wait: 9 })];
  const quick = estimate(checks, conditions).seconds;
  expect(quick).toBeGreaterThan(9);
  expect(estimate(checks, { ...conditions, latencyMs: 2_000 }).seconds).toBeGreaterThan(quick);
});
