import { expect, test } from 'vitest';

import { type Catalogue, catalogueOf } from '../../../fixtures/requirements/catalogue.js';
import { revisionCalled } from '../../revisions.js';
import type { Check, Suite } from './check.js';
import { coverageGaps } from './coverage.js';
import { severityIn } from './severity.js';

const full = catalogueOf('futures');

/** The catalogue as if there were nothing in it but the named requirements and questions. */
function only(...ids: readonly string[]): Catalogue {
  return {
    ...full,
    requirements: full.requirements.filter(({ id }) => ids.includes(id)),
    questions: full.questions.filter(({ id }) => ids.includes(id)),
  };
}

function check(id: string, requirements: readonly string[]): Check {
  return { id, title: id, requirements, needs: {}, run: () => Promise.resolve() };
}

function suite(area: string, ...checks: readonly Check[]): Suite {
  return { revision: 'futures', area, checks };
}

test('where everything is covered there is no gap', () => {
  const suites = [suite('tokens', check('tokens.a', ['TOKEN-1', 'Q-UNIT']))];
  expect(coverageGaps(only('TOKEN-1', 'Q-UNIT'), suites)).toEqual([]);
});

test.each([
  ['an id that nobody knows', check('tokens.a', ['TOKEN-1', 'TOKN-2']), /tokens\.a names TOKN-2/],
  ['another area', check('timers.a', ['TOKEN-1']), /timers\.a does not begin with its area, tokens/],
  ['no requirement', check('tokens.b', []), /tokens\.b names no requirement/],
])('a check with %s is a gap', (_, wrong, gap) => {
  const gaps = coverageGaps(only('TOKEN-1'), [suite('tokens', wrong, check('tokens.fine', ['TOKEN-1']))]);
  expect(gaps).toEqual([expect.stringMatching(gap)]);
});

test('two checks of one name, and what nobody verifies, are gaps', () => {
  const suites = [suite('tokens', check('tokens.a', ['TOKEN-1']), check('tokens.a', ['TOKEN-1']))];
  const gaps = coverageGaps(only('TOKEN-1', 'TOKEN-2', 'Q-UNIT'), suites);
  expect(gaps).toEqual([
    'two checks are called tokens.a',
    'TOKEN-2 has no check and no written reason why it cannot have one',
    'the open question Q-UNIT has no check and no written reason why it cannot have one',
  ]);
});

test('our own suites have no gap', () => {
  expect(coverageGaps(full, revisionCalled('futures').suites)).toEqual([]);
});

test('a requirement or a question that cannot be verified, as is written down, is no gap', () => {
  const unverifiable = 'it cannot be seen';
  const { requirements, questions } = only('TOKEN-1', 'Q-UNIT');
  const catalogue: Catalogue = {
    ...full,
    requirements: requirements.map((each) => ({ ...each, unverifiable })),
    questions: questions.map((each) => ({ ...each, unverifiable })),
  };
  expect(coverageGaps(catalogue, [])).toEqual([]);
});

test('what breaking something means follows from its kind', () => {
  const severityOf = severityIn(full);
  const later = severityIn(catalogueOf('delayed-events'));
  expect(later('DE-SCHED-8')).toBe('warning');
  expect(later('DE-LIM-1')).toBe('fail');
  expect(later('DE-LIM-3')).toBe('observation');
  expect(severityOf('TOKEN-1')).toBe('fail');
  expect(severityOf('Q-UNIT')).toBe('observation');
  expect(() => severityOf('TOKN-1')).toThrow('TOKN-1');
});
