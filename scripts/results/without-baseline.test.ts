import { expect, test } from 'vitest';

import type { CheckReport } from '../report/document/check-schema.js';
import type { Report } from '../report/document/report-schema.js';
import { madeUpReport } from '../report/report.testkit.js';
import { withoutBaseline } from './without-baseline.js';

const expected = { id: 'TOKEN-1', reason: 'known' };
const failing = (broken: string, more: Partial<CheckReport> = {}): Partial<CheckReport> => ({
  id: `tokens.${broken}`,
  verdict: 'fail',
  broken,
  requirements: [broken],
  judged: [broken],
  ...more,
});

/** A report as a run with a baseline leaves it. */
function baselined(
  checks: readonly Partial<CheckReport>[],
  conclusion: Report['conclusion'],
  stale: string[] = [],
): Report {
  const report = madeUpReport(checks);
  const baseline = { stale: stale.map((id) => ({ id, reason: 'known', why: 'passes' as const })) };
  const revisions = report.revisions.map((each) => ({ ...each, conclusion, reason: 'by a baseline', baseline }));
  return { ...report, conclusion, reason: 'by a baseline', revisions };
}

test.each([
  [[failing('TOKEN-1', { expected }), {}], '1 requirement is broken, known before: TOKEN-1'],
  [
    [failing('TOKEN-1', { expected }), failing('TOKEN-2', { expected }), {}],
    '2 requirements are broken, all of them known before: TOKEN-1, TOKEN-2',
  ],
  [
    [failing('TOKEN-1', { expected }), failing('TOKEN-2')],
    '2 requirements are broken, 1 of them known before: TOKEN-1, TOKEN-2',
  ],
  [[failing('TOKEN-1', { expected }), failing('TOKEN-1', { id: 'tokens.more' })], '1 requirement is broken: TOKEN-1'],
])('what a baseline expects to be broken is broken without it: %#', (checks, reason) => {
  const report = withoutBaseline(baselined(checks, 'conformant'));
  expect(report).toMatchObject({ conclusion: 'not-conformant', reason });
  expect(report.revisions).toMatchObject([{ conclusion: 'not-conformant', reason }]);
});

test('a baseline that is out of date takes nothing from a server that keeps all', () => {
  const report = withoutBaseline(baselined([{}], 'stale-baseline', ['TOKEN-1']));
  expect(report).toMatchObject({ conclusion: 'conformant', reason: '1 check passed, none failed' });
});

test('what was not judged, or judged without a baseline, stays as it is', () => {
  const report = madeUpReport([failing('TOKEN-1')]);
  expect(withoutBaseline(report)).toEqual(report);
  const off = baselined([], 'could-not-judge');
  const revisions = off.revisions.map((revision) => ({ ...revision, implemented: false }));
  expect(withoutBaseline({ ...off, revisions })).toMatchObject({
    conclusion: 'could-not-judge',
    reason: 'by a baseline',
  });
});
