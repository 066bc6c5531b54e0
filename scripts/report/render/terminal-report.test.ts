import { stripVTControlCharacters } from 'node:util';

import { describe, expect, test } from 'vitest';

import { revisionCalled } from '../../../suites/revisions.js';
import { buildReport } from '../build-report.js';
import type { RevisionFacts } from '../build-revision-report.js';
import { madeUpResult } from '../results.testkit.js';
import type { CheckReport } from '../document/check-schema.js';
import { printable } from './printable.js';
import { madeUpRun } from './made-up-run.testkit.js';
import { renderTerminalReport } from './terminal-report.js';

const revision = revisionCalled('futures');
const COMMAND = 'npx futures-conformance --target http://hs.test';

function render(checks: readonly Partial<CheckReport>[], colour = false, columns = 100): string {
  const report = buildReport({
    target: { name: 'http://hs.test' },
    only: [],
    suite: 'both',
    startedAt: new Date(0),
    durationMs: 1_500,
    revisions: [{ revision, results: checks.map(madeUpResult) as RevisionFacts['results'] }],
  });
  return renderTerminalReport(report, { columns, colour });
}

const failure: Partial<CheckReport> = {
  id: 'tokens.cancel',
  title: 'cancelling sends nothing',
  verdict: 'fail',
  broken: 'TOKEN-6',
  requirements: ['TOKEN-6'],
  message: 'TOKEN-6: expected nothing in the room',
  evidence: [
    {
      kind: 'exchange',
      at: 0,
      took: 3,
      by: 'alice',
      method: 'POST',
      path: '/x',
      requestBody: '{}',
      status: 200,
      responseBody: 'y'.repeat(500),
    },
    { kind: 'note', at: 2_040, text: 'seen: m.room.message' },
    { kind: 'exchange', at: 2_050, took: 9, method: 'GET', path: '/futures/‹send_token-1›' },
  ],
};

test('a failure comes at the end, with requirement, message, evidence and the command that repeats it', () => {
  const page = render([failure]);
  expect(page).toMatch(/Seen +expected nothing in the room/);
  expect(page).toMatch(/TOKEN-6 .*\(explicit; L156-157, L173\)/s);
  expect(page).toMatch(/\+0\.000 s +alice POST \/x \{\} →/);
  expect(page).toMatch(/\+2\.040 s +seen: m\.room\.message/);
  expect(page).toMatch(/GET \/futures\/‹send_token-1› → no answer/);
  expect(page).toContain(`Again     ${COMMAND} --only tokens.cancel`);
  expect(page).not.toContain('y'.repeat(200));
  expect(page.trimEnd().split('\n').at(-1)).toContain('not conformant: TOKEN-6 is broken; 1 check of 1 shows it');
});

test('many failures of one requirement are told once, with all that show it', () => {
  const page = render([failure, { ...failure, id: 'tokens.other' }, { ...failure, id: 'tokens.third' }]);
  expect(page.match(/Again/g)).toHaveLength(1);
  expect(page).toContain('tokens.cancel, tokens.other, tokens.third');
  expect(page).toContain('TOKEN-6 is broken; 3 checks of 3 show it');
});

test('what could not be told, what does not apply, warnings and readings are all there', () => {
  const page = render([
    madeUpResult(),
    { id: 'tokens.a', verdict: 'inconclusive', message: 'too slow', judged: [] },
    { id: 'tokens.b', verdict: 'not-applicable', message: 'needs 90 s', judged: [] },
    { id: 'tokens.c', warnings: [{ requirement: 'TIME-3', message: 'came late', symptom: 'different' }] },
    {
      id: 'tokens.d',
      verdict: 'observation',
      requirements: ['Q-CANCEL'],
      judged: ['Q-CANCEL'],
      observations: [{ question: 'Q-CANCEL', reading: 'own' }],
    },
  ]);
  expect(page).toContain('? too slow (tokens.a)');
  expect(page).toContain('– needs 90 s (tokens.b)');
  expect(page).toContain('! TIME-3 (tokens.c): came late');
  expect(page).toMatch(/Q-CANCEL +own: .+ \(usual is group\)/);
});

test.each<[string, Partial<CheckReport>[]]>([
  ['✔', [{}]],
  ['✘', [{}, failure]],
  ['?', [{}, { id: 'tokens.x', requirements: ['TOKEN-2'], verdict: 'inconclusive', judged: [] }]],
  ['–', [{ verdict: 'not-applicable', judged: [] }]],
])('an area is as bad as the worst of its requirements: %s', (mark, checks) => {
  const line = render(checks)
    .split('\n')
    .find((each) => / tokens \d/.test(each));
  expect(line?.trim().startsWith(mark)).toBe(true);
});

test('what did not apply is a line for each reason, not for each check', () => {
  const page = render(
    ['a', 'b', 'c'].map((id) => ({ id, verdict: 'not-applicable', message: 'needs 90 s', judged: [] })),
  );
  expect(page).toContain('    – needs 90 s (3 checks)\n');
});

test('a passing run of both revisions fits on a screen', () => {
  const revisions = ['futures', 'delayed-events'].map((name) => {
    const revision = revisionCalled(name);
    const results = revision.suites.flatMap(({ area, checks }) =>
      checks.map(({ id, requirements }) =>
        madeUpResult({ id, area, revision: name, requirements: [...requirements], judged: [...requirements] }),
      ),
    );
    for (const [index, message] of ['one', 'two', 'three', 'four', 'five', 'six', 'seven'].entries()) {
      results.push(madeUpResult({ id: `none.${index}`, verdict: 'not-applicable', message, judged: [] }));
    }
    return { revision, results: results as RevisionFacts['results'] };
  });
  const page = renderTerminalReport(madeUpRun([], { revisions }), { columns: 100, colour: false });
  expect(page.trimEnd().split('\n').length).toBeLessThanOrEqual(24);
});

test('what is told in full has every requirement, every reading and all evidence', () => {
  const report = madeUpRun([{ ...failure, observations: [{ question: 'Q-DOUBLE', reading: 'yes' }] }]);
  const page = renderTerminalReport(report, { columns: 100, colour: false }, true);
  expect(page).toContain('y'.repeat(400));
  expect(page).toContain('✘\u00a0TOKEN-6');
  expect(page).toMatch(/Q-DOUBLE +yes/);
});

test('however much is broken, no more is told than can be read, and all of it is named', () => {
  const ids = revision.catalogue.requirements
    .filter(({ kind }) => kind === 'explicit')
    .map(({ id }) => id)
    .slice(0, 20);
  const page = render(ids.map((id) => ({ ...failure, id: `check.${id}`, broken: id, requirements: [id] })));
  expect(page.match(/^✘ /gm)).toHaveLength(10);
  for (const id of ids) expect(page).toContain(id);
});

test('colour adds nothing but colour', () => {
  expect(stripVTControlCharacters(render([failure], true))).toBe(render([failure]));
  // eslint-disable-next-line no-control-regex
  expect(render([failure])).not.toMatch(/\u001b/);
});

test('lines are no longer than the terminal is wide, but for what has to stay in one piece', () => {
  const long = render([failure], false, 60)
    .split('\n')
    .filter((line) => line.length > 60);
  expect(long.every((line) => !line.trim().includes(' ') || /yyy|futures-conformance/.test(line))).toBe(true);
});

describe('what comes from a server', () => {
  const attack = 'a\u001b[2J\u001b]0;owned\u0007b\rc\u202ed\u009be';

  test('cannot move the cursor, erase or colour anything', () => {
    const page = render([
      {
        ...failure,
        message: attack,
        evidence: [
          { kind: 'note', at: 0, text: attack },
          { kind: 'exchange', at: 0, took: 0, method: 'GET', path: attack, status: 200, responseBody: attack },
        ],
        warnings: [{ requirement: 'TIME-3', message: attack, symptom: 'different' }],
      },
      { id: 'tokens.z', verdict: 'inconclusive', message: attack, judged: [] },
      { id: 'tokens.o', observations: [{ question: 'Q-PREFIX', reading: attack }] },
    ]);
    // eslint-disable-next-line no-control-regex
    expect(page).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
    expect(page).toContain(String.raw`\u001b[2J`);
  });

  test('is otherwise shown as it is', () => {
    expect(printable('two\nlines, ‹names› — ü 漢 🙂')).toBe('two\nlines, ‹names› — ü 漢 🙂');
  });
});
