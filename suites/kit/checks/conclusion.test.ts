import { expect, test } from 'vitest';

import { conclude, type CountedResult, plural, worstOf } from './conclusion.js';

/** So many results of each verdict. */
function results(counts: Partial<Record<CountedResult['verdict'], number>>): CountedResult[] {
  return Object.entries(counts).flatMap(([verdict, count]) =>
    Array.from({ length: count }, () => ({ id: 'area.check', verdict: verdict as CountedResult['verdict'] })),
  );
}

test.each([
  ['nothing at all', {}, 'could-not-judge'],
  ['passes', { pass: 3 }, 'conformant'],
  ['observations', { pass: 1, observation: 3 }, 'conformant'],
  ['a single failure among many', { pass: 500, fail: 1 }, 'not-conformant'],
  ['a failure where nearly nothing could be told', { fail: 1, inconclusive: 500 }, 'not-conformant'],
  ['nothing that applies', { 'not-applicable': 500 }, 'could-not-judge'],
  ['nothing that could be told', { inconclusive: 500 }, 'could-not-judge'],
  ['nothing that applies or could be told', { inconclusive: 1, 'not-applicable': 500 }, 'could-not-judge'],
  ['a few that could not tell', { pass: 95, inconclusive: 5 }, 'conformant'],
  ['too many that could not tell', { pass: 94, inconclusive: 6 }, 'could-not-judge'],
  ['too many of those that apply', { pass: 6, inconclusive: 4, 'not-applicable': 190 }, 'could-not-judge'],
] as const)('%s', (_, counts, conclusion) => {
  expect(conclude(results(counts)).conclusion).toBe(conclusion);
});

test('the reason counts', () => {
  expect(conclude(results({ pass: 2, fail: 1, inconclusive: 4 })).reason).toBe('1 check of 7 failed');
  expect(conclude(results({ pass: 39, inconclusive: 1 })).reason).toBe(
    '39 checks passed, none failed, 1 check could not tell',
  );
});

test('the reason names what is broken, where that is known', () => {
  const reasonFor = (ids: readonly string[]): string => {
    const findings = ids.map((requirement) => ({ requirement, level: 'fail', witnesses: [] }) as const);
    return conclude(results({ pass: 2, fail: 3 }), { findings }).reason;
  };
  expect(reasonFor(['A-1'])).toBe('A-1 is broken; 3 checks of 5 show it');
  expect(reasonFor(['A-1', 'B-2'])).toBe('A-1 and B-2 are broken; 3 checks of 5 show it');
  expect(reasonFor(['A', 'B', 'C', 'D', 'E', 'F'])).toBe('A, B, C, D and 2 more are broken; 3 checks of 5 show it');
});

test('a run that was cut short says nothing of the whole', () => {
  const { conclusion, reason } = conclude(results({ pass: 9 }), { cutShort: 'the server is gone' });
  expect(conclusion).toBe('could-not-judge');
  expect(reason).toContain('the server is gone');
});

test('nouns are in the plural where they have to be', () => {
  expect([0, 1, 2].map((count) => plural(count, 'check'))).toEqual(['0 checks', '1 check', '2 checks']);
});

test('several conclusions come to the worst of them', () => {
  expect(worstOf(['conformant', 'could-not-judge', 'not-conformant'])).toBe('not-conformant');
  expect(worstOf(['stale-baseline', 'could-not-judge'])).toBe('could-not-judge');
  expect(worstOf(['conformant', 'stale-baseline'])).toBe('stale-baseline');
  expect(worstOf(['conformant', 'conformant'])).toBe('conformant');
  expect(worstOf([])).toBe('could-not-judge');
});
