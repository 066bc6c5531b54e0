import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { parse } from 'yaml';

import type { CheckResult } from '../../suites/kit/checks/check-result.js';
import { revisionCalled } from '../../suites/revisions.js';
import type { BaselineEntry } from '../report/baseline/baseline.js';
import { type RunFacts, buildReport } from '../report/build-report.js';
import { madeUpResult } from '../report/results.testkit.js';
import { withNewBaseline } from './new-baseline.js';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'new-baseline-'));
  vi.spyOn(process.stderr, 'write').mockReturnValue(true);
});

afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

const one = madeUpResult({
  id: 'tokens.no-authentication-needed',
  verdict: 'fail',
  broken: 'TOKEN-1',
  message: 'TOKEN-1: not so',
});
const other = madeUpResult({ id: 'tokens.other', verdict: 'fail', broken: 'TOKEN-2', message: 'TOKEN-2: not so' });

/** What a run in November 2026 says of the `futures` revision, with the failures that it expects. */
function facts(checks: readonly unknown[], baseline: readonly BaselineEntry[]): RunFacts {
  return {
    target: { name: 'http://hs.test' },
    only: [],
    suite: 'both',
    startedAt: new Date('2026-11-29T12:00:00Z'),
    durationMs: 1,
    revisions: [{ revision: revisionCalled('futures'), results: checks as CheckResult[] }],
    baseline,
  };
}

/** What stands in the file that is written of a run, and what the run amounts to in its light. */
function written(run: RunFacts): { readonly entries: unknown; readonly conclusion: string } {
  const file = join(folder, 'new.yaml');
  const { conclusion } = buildReport(withNewBaseline(run, file));
  return { entries: (parse(readFileSync(file, 'utf8')) as Record<string, unknown>)['expected-failures'], conclusion };
}

test('keeps the entries by which failures were expected, whichever file they are from, and adds what is new', () => {
  expect(written(facts([one, other], [{ id: 'TOKEN-1', reason: 'known' }]))).toEqual({
    entries: [
      { id: 'TOKEN-1', reason: 'known' },
      { id: 'tokens.other', reason: 'not explained yet: TOKEN-2: not so' },
    ],
    conclusion: 'not-conformant',
  });
});

test('writes a failure anew whose entry has expired', () => {
  const { entries } = written(facts([one], [{ id: 'TOKEN-1', reason: 'known', expires: '2026-11-28' }]));
  expect(entries).toEqual([{ id: 'tokens.no-authentication-needed', reason: 'not explained yet: TOKEN-1: not so' }]);
});

test('keeps what another entry still expects by that one when the narrower has expired', () => {
  const narrow = { id: 'tokens.no-authentication-needed', reason: 'narrow', expires: '2026-11-28' };
  const { entries } = written(facts([one], [narrow, { id: 'TOKEN-1', reason: 'wide' }]));
  expect(entries).toEqual([{ id: 'TOKEN-1', reason: 'wide' }]);
});

test('keeps an entry on several revisions where the run has judged one of them alone', () => {
  const kept = madeUpResult({ id: 'tokens.two', requirements: ['Q-LOGOUT'], judged: ['Q-LOGOUT'] });
  const entry = { id: 'Q-LOGOUT', reason: 'known' };
  expect(written(facts([kept], [entry]))).toEqual({ entries: [entry], conclusion: 'conformant' });
});
