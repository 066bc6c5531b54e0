import { expect, test } from 'vitest';

import { type FoundResult, findingsIn } from './findings.js';

const FACETS = [{ plain: 'ONCE-1', about: ['RETRY-1', 'RETRY-2'], symptom: 'unexpected' }] as const;
const ORDER = ['ONCE-1', 'RETRY-1', 'RETRY-2', 'TIME-1'];

/** A result that shows a requirement to be broken. */
function failure(id: string, broken: string, result: Partial<FoundResult> = {}): FoundResult {
  return {
    id,
    requirements: [broken],
    verdict: 'fail',
    broken,
    violation: { symptom: 'unexpected' },
    warnings: [],
    evidence: [],
    ...result,
  };
}

function exchanges(count: number): FoundResult['evidence'] {
  return Array.from({ length: count }, () => ({ kind: 'exchange' }));
}

test('all failures of one requirement are one finding, and the worst comes first', () => {
  const results = [failure('a', 'TIME-1'), failure('b', 'ONCE-1'), failure('c', 'ONCE-1')];
  expect(findingsIn(results, [], ORDER)).toMatchObject([
    { requirement: 'ONCE-1', level: 'fail', symptom: 'unexpected', witnesses: ['b', 'c'], alsoBroken: [] },
    { requirement: 'TIME-1', witnesses: ['a'] },
  ]);
  expect(findingsIn([], FACETS, ORDER)).toEqual([]);
});

test('the best example is of a check that is about it, and short', () => {
  const [finding] = findingsIn(
    [
      failure('foreign', 'ONCE-1', { requirements: ['TIME-1'], evidence: exchanges(1) }),
      failure('long', 'ONCE-1', { evidence: exchanges(9) }),
      failure('short', 'ONCE-1', { evidence: exchanges(3) }),
      failure('by-chance', 'ONCE-1', {
        evidence: exchanges(1),
        violation: { symptom: 'missing', story: ['one', 'two'] },
      }),
    ],
    FACETS,
    ORDER,
  );
  expect(finding).toMatchObject({ symptom: 'unexpected', witnesses: ['short', 'long', 'by-chance', 'foreign'] });
});

test('the best example shows what is wrong as most do', () => {
  const shows = (id: string, symptom: 'missing' | 'different', count: number): FoundResult =>
    failure(id, 'ONCE-1', { evidence: exchanges(count), violation: { symptom } });
  const results = [shows('odd', 'different', 1), shows('usual', 'missing', 3), shows('usual-too', 'missing', 5)];
  expect(findingsIn(results, FACETS, ORDER)).toMatchObject([
    { symptom: 'missing', witnesses: ['usual', 'usual-too', 'odd'] },
  ]);
});

test('what follows from something plainer is part of it, where it shows in the same way and no more often', () => {
  const plain = [failure('a', 'ONCE-1'), failure('b', 'ONCE-1')];
  const follows = failure('c', 'RETRY-1', { evidence: exchanges(0) });
  expect(findingsIn([...plain, follows], FACETS, ORDER)).toMatchObject([
    { requirement: 'ONCE-1', witnesses: ['a', 'b', 'c'], alsoBroken: ['RETRY-1'] },
  ]);
  const shownOtherwise = { ...follows, violation: { symptom: 'refused' } } as const;
  expect(findingsIn([...plain, shownOtherwise], FACETS, ORDER)).toHaveLength(2);
  expect(
    findingsIn(
      [...plain, ...'cde'].map((one) => (typeof one === 'string' ? failure(one, 'RETRY-2') : one)),
      FACETS,
      ORDER,
    ),
  ).toHaveLength(2);
  expect(findingsIn([follows], FACETS, ORDER)).toMatchObject([{ requirement: 'RETRY-1' }]);
});

test('what could not be told because of it is named', () => {
  const spoilt = failure('c', '', { verdict: 'inconclusive', broken: undefined, spoiltBy: 'ONCE-1' });
  expect(findingsIn([failure('a', 'ONCE-1'), spoilt], FACETS, ORDER)).toMatchObject([{ spoilt: ['c'] }]);
});

test('broken advice is told after all failures, however often it shows', () => {
  const warned = {
    verdict: 'pass',
    broken: undefined,
    warnings: [{ requirement: 'TIME-1', symptom: 'late' }],
  } as const;
  const results = [failure('w', '', warned), failure('x', '', warned), failure('a', 'RETRY-1')];
  expect(findingsIn(results, FACETS, ORDER)).toMatchObject([
    { requirement: 'RETRY-1', level: 'fail' },
    { requirement: 'TIME-1', level: 'warning', symptom: 'late', witnesses: ['w', 'x'] },
  ]);
});
