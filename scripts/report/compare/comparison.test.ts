import { describe, expect, test } from 'vitest';

import type { CheckReport } from '../document/check-schema.js';
import type { Report } from '../document/report-schema.js';
import { madeUpReport } from '../report.testkit.js';
import { HARMFUL } from '../hostile-homeserver.testkit.js';
import { plainTerminal } from '../render/terminal-page.js';
import { compareReports } from './comparison.js';
import { progressInWords } from './comparison-in-words.js';
import { renderComparisonMarkdown } from './comparison-markdown.js';
import { renderComparisonPage } from './comparison-page.js';
import { renderComparison } from './comparison-terminal.js';

const failing: Partial<CheckReport> = { verdict: 'fail', broken: 'TOKEN-1', message: 'TOKEN-1: not so' };
const warned: Partial<CheckReport> = {
  warnings: [{ requirement: 'TOKEN-1', message: 'a little', symptom: 'late' }],
};
const unclear: Partial<CheckReport> = { verdict: 'inconclusive', judged: [] };
const inapplicable: Partial<CheckReport> = { verdict: 'not-applicable', judged: [] };
const reading = (observed: string): Partial<CheckReport> => ({
  id: 'tokens.asked',
  verdict: 'observation',
  requirements: ['Q-GONE'],
  observations: [{ question: 'Q-GONE', reading: observed }],
});

function run(name: string, ...checks: readonly Partial<CheckReport>[]): Report {
  return madeUpReport(checks, undefined, { name, software: { name: `software of ${name}`, version: '1.0' } });
}

test('a run is whole, or a part of the suites, as its report takes it', () => {
  const parts = [run('one', {}), { ...run('one', {}), suite: 'properties' as const }];
  expect(compareReports(parts).runs.map(({ isWhole }) => isWhole)).toEqual([true, false]);
});

test('a run is told from others by its name and its reason, also where the server says nothing of itself', () => {
  const anonymous = madeUpReport([failing], undefined, { name: 'http://127.0.0.1:8008' });
  const comparison = compareReports([anonymous, anonymous], ['before', 'after']);
  for (const text of [
    renderComparison(comparison, plainTerminal),
    renderComparisonMarkdown(comparison),
    renderComparisonPage(comparison),
  ]) {
    for (const told of ['before', 'after', anonymous.reason]) expect(text).toContain(told);
  }
});

describe('runs beside each other', () => {
  const [pass, fail] = [{}, failing];
  const comparison = compareReports([
    run('one', pass, reading('404'), { id: 'tokens.two', requirements: ['TOKEN-2'], judged: ['TOKEN-2'] }),
    run('two', fail, reading('other')),
    run('three', unclear, reading('404')),
  ]);
  const [revision] = comparison.revisions;

  test('have what differs first, and what one of them did not look at is no difference', () => {
    expect(revision?.requirements).toMatchObject([
      { id: 'TOKEN-1', standings: ['pass', 'fail', 'inconclusive'], differs: true },
      { id: 'TOKEN-2', standings: ['pass', 'not-run', 'not-run'], differs: false },
    ]);
    expect(revision?.questions[0]).toMatchObject({
      id: 'Q-GONE',
      readings: [['404'], ['other'], ['404']],
      differs: true,
    });
  });

  test('are neither better nor worse where they are of several servers', () => {
    expect(comparison.isAgain).toBe(false);
    expect(revision?.changes).toEqual([]);
    expect(renderComparison(comparison, plainTerminal)).not.toMatch(/better|worse/i);
  });

  test('are told at the terminal, as Markdown and as a page', () => {
    const shown = renderComparison(comparison, plainTerminal);
    expect(shown).toContain('[2] software of two 1.0, two, 1970-01-01 00:00 UTC, futures-conformance');
    expect(shown).toMatch(/Requirements that differ \(1\)\n {2}\[1\] \[2\] \[3\] \n {3}✔ {3}✘ {3}\? {4}TOKEN-1/);
    expect(renderComparisonMarkdown(comparison)).toContain('| TOKEN-1 | ✅ pass | ❌ fail | ❔ could not tell |');
    expect(renderComparisonPage(comparison)).toMatch(/Requirements that differ \(1\).*TOKEN-1.*What does not differ/s);
    expect(shown).toContain('0 requirements and 0 readings do not differ; one run alone looked at 1 requirement.');
    expect(renderComparisonPage(comparison)).toMatch(/What one run alone looked at.*TOKEN-2/s);
  });
});

describe('two runs of one server', () => {
  test.each([
    ['better', failing, {}],
    ['worse', {}, failing],
    ['better', warned, {}],
    ['worse', {}, warned],
    ['other', {}, { verdict: 'inconclusive' as const }],
  ])('are %s', (is, before, after) => {
    const comparison = compareReports([run('one', before), run('one', after)]);
    expect(comparison.isAgain).toBe(true);
    expect(comparison.revisions[0]?.changes).toMatchObject([{ id: 'TOKEN-1', is }]);
  });

  test('name the checks that fail now, and those that fail no more', () => {
    const worse = compareReports([run('one', {}), run('one', failing)]);
    expect(worse.revisions[0]).toMatchObject({ failsNow: ['tokens.example'], failsNoMore: [] });
    expect(renderComparison(worse, plainTerminal)).toMatch(/Worse than before \(1\)\n +TOKEN-1 {2}pass → fail/);
    expect(renderComparison(worse, plainTerminal)).toContain(
      'From [1] to [2]: 0 better, 1 worse, 0 otherwise changed; of 0 requirements both say the same.',
    );
  });

  const other: Partial<CheckReport> = { id: 'tokens.other' };

  test.each([
    ['that showed it broken did not run again', [failing, other], [other]],
    ['that shows it broken did not run before', [other], [failing, other]],
    ['that warned of it did not run again', [warned, other], [other]],
  ])('have not changed where the check %s', (_, before, after) => {
    const comparison = compareReports([run('one', ...before), run('one', ...after)]);
    expect(comparison.revisions[0]).toMatchObject({ changes: [], failsNow: [], failsNoMore: [] });
    expect(progressInWords(comparison)).toBe(
      'nothing can be said, since there is no requirement that both runs have judged by the same checks',
    );
  });

  test('are neither better nor worse where the check that makes the difference could not tell', () => {
    const better = compareReports([run('one', failing, other), run('one', inapplicable, other)]);
    expect(better.revisions[0]?.changes).toMatchObject([{ before: 'fail', after: 'pass', is: 'other' }]);
    expect(better.revisions[0]?.failsNoMore).toEqual([]);
    const worse = compareReports([run('one', inapplicable, other), run('one', failing, other)]);
    expect(worse.revisions[0]?.changes).toMatchObject([{ before: 'pass', after: 'fail', is: 'other' }]);
  });

  const second: Partial<CheckReport> = { id: 'tokens.two', requirements: ['TOKEN-2'], judged: ['TOKEN-2'] };
  const nothing = { ...run('one'), revisions: [] };

  test.each([
    [
      'all that both have judged',
      run('one', {}, second),
      run('one', {}),
      'the second run says the same of 1 requirement that both have judged',
    ],
    ['nothing where one of them judged nothing', run('one', {}), nothing, 'nothing can be said'],
    ['nothing where they could tell nothing', run('one', unclear), run('one', unclear), 'nothing can be said'],
  ])('may say the same of %s', (_, before, after, words) => {
    expect(renderComparison(compareReports([before, after]), plainTerminal)).toContain(`From [1] to [2]: ${words}`);
  });
});

test('what servers say is text in all of them', () => {
  const harmful = { ...run('one', failing, reading(HARMFUL)), reason: HARMFUL };
  const target = { name: HARMFUL, software: { name: HARMFUL } };
  const comparison = compareReports([
    { ...harmful, target },
    { ...run('two', {}, reading('404')), target },
  ]);
  const page = renderComparisonPage(comparison);
  expect([...page.matchAll(/<script|<img/g)]).toHaveLength(1);
  for (const shown of [page, renderComparison(comparison, plainTerminal), renderComparisonMarkdown(comparison)]) {
    expect(shown).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
  }
});
