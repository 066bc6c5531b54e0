import { expect, test } from 'vitest';

import type { CheckResult } from '../../../suites/kit/checks/check-result.js';
import type { Verdict } from '../../../suites/kit/checks/verdict.js';
import { wrongVerdicts } from './wrong-verdicts.js';

function result(id: string, verdict: Verdict): CheckResult {
  const broken = verdict === 'fail' ? { broken: 'TOKEN-1' } : {};
  return { id, verdict, message: 'why', requirements: ['TOKEN-1'], ...broken } as unknown as CheckResult;
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

test('what a faulty server does break may show in one run and not in another', () => {
  const failed = { ...result('a.b', 'fail'), broken: 'TIME-2' };
  const fault = { breaks: ['TOKEN-3'], alsoBreaks: ['TIME-2'] } as const;
  expect(wrongVerdicts([failed], [result('a.b', 'pass')], fault)).toEqual([]);
  expect(wrongVerdicts([{ ...failed, broken: 'TIME-1' }], [result('a.b', 'pass')], fault)).toHaveLength(1);
});

test('what a check comes upon beside what it verifies may stay hidden', () => {
  const met = { ...result('a.b', 'fail'), broken: 'TOKEN-3' };
  expect(wrongVerdicts([result('a.b', 'pass')], [met])).toEqual([]);
});
