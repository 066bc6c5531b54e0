import { readFileSync } from 'node:fs';

import { expect, test } from 'vitest';

import { revisionCalled } from '../../suites/revisions.js';
import { type RunFacts, buildReport } from './build-report.js';
import type { RevisionFacts } from './build-revision-report.js';
import { madeUpResult } from './results.testkit.js';
import { reportSchema } from './document/report-schema.js';

function factsOf(results: RevisionFacts['results']): RunFacts {
  return {
    target: { name: 'http://hs.test' },
    only: [],
    suite: 'both',
    startedAt: new Date('2026-11-22T15:00:00Z'),
    durationMs: 1_234,
    revisions: [{ revision: revisionCalled('futures'), dialect: ['timeouts in ms'], results }],
  };
}

const results = [
  madeUpResult({ id: 'tokens.b' }),
  madeUpResult({ id: 'timers.a', area: 'timers', verdict: 'fail', broken: 'TIME-1', requirements: ['TIME-1'] }),
  madeUpResult({ id: 'tokens.a', observations: [{ question: 'Q-METHOD', reading: 'both' }] }),
] as RevisionFacts['results'];

test('the order in which checks ended makes no difference', () => {
  const [report, other] = [results, results.toReversed()].map((each) => buildReport(factsOf(each)));
  expect(report).toEqual(other);
  expect(report?.revisions[0]?.checks.map(({ id }) => id)).toEqual(['timers.a', 'tokens.a', 'tokens.b']);
});

test('it says what was run, with what, and what follows', () => {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
  expect(buildReport(factsOf(results))).toMatchObject({
    version: 2,
    tool: { name: 'futures-conformance', version },
    startedAt: '2026-11-22T15:00:00.000Z',
    target: { name: 'http://hs.test' },
    again: 'npx futures-conformance --target http://hs.test',
    conclusion: 'not-conformant',
    revisions: [
      {
        name: 'futures',
        totals: { pass: 2, fail: 1, inconclusive: 0, 'not-applicable': 0, observation: 0 },
        findings: [{ again: 'npx futures-conformance --target http://hs.test --only timers.a' }],
        observations: [{ question: 'Q-METHOD', reading: 'both' }],
      },
    ],
  });
});

test('it is the same after it was written and read', () => {
  const report = buildReport(factsOf(results));
  expect(reportSchema.parse(JSON.parse(JSON.stringify(report)))).toEqual(report);
});

test('a run without results says nothing of the server', () => {
  expect(buildReport(factsOf([]))).toMatchObject({
    conclusion: 'could-not-judge',
    revisions: [{ checks: [], requirements: [] }],
  });
});
