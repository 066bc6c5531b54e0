import { expect, test } from 'vitest';

import type { CheckResult } from '../../suites/kit/check-result.js';
import type { Verdict } from '../../suites/kit/verdict.js';
import { wrongVerdicts } from './wrong-verdicts.js';

function result(id: string, verdict: Verdict): CheckResult {
  return { id, verdict, message: 'why' } as CheckResult;
}

test.each<[Verdict, Verdict, number]>([
  ['pass', 'pass', 0],
  ['inconclusive', 'pass', 0],
  ['fail', 'pass', 1],
  ['fail', 'fail', 0],
  ['inconclusive', 'fail', 0],
  ['pass', 'fail', 1],
])('%s where it ought to be %s', (disturbed, undisturbed, wrong) => {
  expect(wrongVerdicts([result('a.b', disturbed)], [result('a.b', undisturbed)])).toHaveLength(wrong);
});
