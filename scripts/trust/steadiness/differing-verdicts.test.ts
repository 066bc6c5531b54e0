import { expect, test } from 'vitest';

import { differingVerdicts } from './differing-verdicts.js';

const passed = { id: 'tokens.a', verdict: 'pass', observations: [] } as const;
const observed = { id: 'tokens.b', verdict: 'observation', observations: [{ question: 'Q-GONE', reading: '410' }] };
const before = [passed, observed as typeof observed & { verdict: 'observation' }];

test('the same verdicts in another order are no difference', () => {
  expect(differingVerdicts(before.toReversed(), before)).toEqual([]);
});

test('another verdict, another reading, and a check that is missing are differences', () => {
  const failed = { ...passed, verdict: 'fail', broken: 'TOKEN-1' } as const;
  const other = {
    ...observed,
    verdict: 'observation',
    observations: [{ question: 'Q-GONE', reading: '404' }],
  } as const;
  expect(differingVerdicts([failed, other], before)).toEqual([
    'tokens.a: fail TOKEN-1, and before it was pass',
    'tokens.b: observation Q-GONE=404, and before it was observation Q-GONE=410',
  ]);
  expect(differingVerdicts([passed], before)).toEqual([expect.stringContaining('tokens.b: not run')]);
});
