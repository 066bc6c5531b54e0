import { expect, test } from 'vitest';

import { madeUpResult } from '../results.testkit.js';
import type { BaselineEntry } from './baseline.js';
import { makeBaseline, renderBaseline } from './make-baseline.js';
import { readBaseline } from './read-baseline.js';

const KNOWN = new Map([
  ['futures', ['tokens.a', 'TOKEN-3', 'Q-CANCEL']],
  ['delayed-events', ['tokens.a', 'tokens.other']],
]);

function read(text: string): readonly BaselineEntry[] {
  return readBaseline('known.yaml', text, KNOWN);
}

test('reads entries for checks, requirements and open questions', () => {
  const text = `
expected-failures:
  - id: tokens.a
    reason: why
    link: https://example.org/issues/7
    expires: 2027-01-31
  - { id: TOKEN-3, reason: why }
  - { id: Q-CANCEL, reason: why }
`;
  expect(read(text).map(({ id }) => id)).toEqual(['tokens.a', 'TOKEN-3', 'Q-CANCEL']);
  expect(read('expected-failures: []')).toEqual([]);
});

const entry = (fields: string): string => `expected-failures:\n  - ${fields}`;

test.each([
  ['', 'known.yaml:1:1: the file has the wrong form'],
  ['- id: TOKEN-3', 'known.yaml:1:1: the file has the wrong form'],
  ['expected-failure: []', 'Did you mean expected-failures?'],
  ['failures: []', 'Known here: expected-failures.'],
  [entry('{ id: TOKEN-3 }'), 'reason is missing'],
  [entry('{ id: TOKEN-3, reason: "" }'), 'Expected a sentence that says why this failure is expected.'],
  [entry('{ id: TOKEN-3, raeson: x }'), 'Did you mean reason?'],
  [entry('{ id: TOKEN-3, reason: x, expires: 2027-02-30 }'), 'Expected a day, such as 2027-01-31.'],
  [entry('{ id: TOKEN-3, reason: x, link: there }'), 'Expected a URL'],
  [entry('{ id: TOKNE-3, reason: x }'), 'Did you mean TOKEN-3?'],
  [entry('{ id: tokens.b, reason: x }'), 'Did you mean tokens.a?'],
  [`${entry('{ id: TOKEN-3, reason: x }')}\n  - { id: TOKEN-3, reason: y }`, 'known.yaml:3:7: TOKEN-3 is listed twice'],
  [entry('{ id: TOKEN-3, reason: x, revision: future }'), 'TOKEN-3 is none of the revision "future"'],
  [entry('{ id: TOKEN-3, reason: x, revision: delayed-events }'), 'It is of futures.'],
  [
    `${entry('{ id: tokens.a, reason: x }')}\n  - { id: tokens.a, reason: y, revision: futures }`,
    'Say in both which revision they are about.',
  ],
])('is loud about %j', (text, message) => {
  expect(() => read(text)).toThrow(message);
});

test('what is written can be read again, and keeps what was explained before', () => {
  const expected = { id: 'TOKEN-3', reason: 'known: "quoted", and # more', link: 'https://example.org/7' };
  const results = [
    madeUpResult({ id: 'tokens.a', verdict: 'fail', message: `TOKEN-1: went\nwrong ${'x'.repeat(300)}` }),
    madeUpResult({ id: 'tokens.b', verdict: 'fail', broken: 'TOKEN-3', expected }),
    madeUpResult({ id: 'tokens.c' }),
  ];
  const entries = read(renderBaseline(makeBaseline(results, [expected], () => false)));
  expect(entries).toHaveLength(2);
  expect(entries[0]).toEqual(expected);
  expect(entries[1]?.id).toBe('tokens.a');
  expect(entries[1]?.reason).toMatch(/^not explained yet: TOKEN-1: went wrong x+…$/);
});

test('what fails in two revisions by the same id is written once for each, and can be read again', () => {
  const failing = { id: 'tokens.a', verdict: 'fail' } as const;
  const results = [
    madeUpResult({ ...failing, revision: 'futures' }),
    madeUpResult({ ...failing, revision: 'delayed-events' }),
    madeUpResult({ ...failing, id: 'tokens.other', revision: 'delayed-events' }),
  ];
  const entries = read(renderBaseline(makeBaseline(results, [], (id) => id === 'tokens.a')));
  expect(entries.map(({ id, revision }) => [id, revision])).toEqual([
    ['tokens.a', 'futures'],
    ['tokens.a', 'delayed-events'],
    ['tokens.other', undefined],
  ]);
});
