import { expect, test } from 'vitest';

import { madeUpReport } from '../report/report.testkit.js';
import { whyNotKept } from './why-not-kept.js';

const whole = madeUpReport([{}]);

test.each(['synapse-1.163.2', 'reference', '7'])('a whole run is kept as %s', (name) => {
  expect(whyNotKept(name, whole)).toBeUndefined();
});

test.each(['', '.', '..', '../escape', 'a/b', 'Synapse', '-x', 'a b', 'a_b', 'é', 'a\n'])(
  'no run is called %j',
  (name) => {
    expect(whyNotKept(name, whole)).toContain('is no name for a run');
  },
);

test.each(['readme', 'by-hand'])('no run is called as another page is: %s', (name) => {
  expect(whyNotKept(name, whole)).toContain('there is a page of that name');
});

test.each([
  ['some checks', { ...whole, only: ['tokens'] }],
  ['made-up situations alone', { ...whole, suite: 'properties' as const }],
  ['what was done until it was cut short', { ...whole, run: { ...whole.run, cutShort: 'the server was gone' } }],
])('a run of %s is not kept', (_, report) => {
  expect(whyNotKept('synapse', report)).toContain('only those of whole runs are kept');
});
