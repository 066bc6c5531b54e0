import { expect, test } from 'vitest';

import type { Check, Suite } from './check.js';
import type { Needs } from './needs.js';
import { mostUrgentFirst, selectChecks, unknownNames, usualSort } from './selection.js';
import type { Sort } from './sort.js';

function check(id: string, requirements: readonly string[], needs: Needs = {}): Check {
  return { id, title: id, requirements, needs, run: () => Promise.resolve() };
}

const suites: readonly Suite[] = [
  {
    revision: 'futures',
    area: 'tokens',
    checks: [check('tokens.a', ['TOKEN-1'], { wait: 2 }), check('tokens.b', ['Q-UNIT'], { byChance: true })],
  },
  { revision: 'futures', area: 'timers', checks: [check('timers.c', ['TIME-1', 'TOKEN-1'], { wait: 9 })] },
];

function chosen(only: readonly string[], sort?: Sort): string[] {
  return selectChecks(suites, only, sort).map((each) => each.check.id);
}

test('checks are chosen by area, id, requirement or question, the longest waits first', () => {
  expect(chosen([])).toEqual(['timers.c', 'tokens.a', 'tokens.b']);
  expect(chosen(['tokens'])).toEqual(['tokens.a', 'tokens.b']);
  expect(chosen(['TOKEN-1'])).toEqual(['timers.c', 'tokens.a']);
  expect(chosen(['q-unit', 'timers.c'])).toEqual(['timers.c', 'tokens.b']);
  expect(chosen(['TOKEN'])).toEqual([]);
  expect(unknownNames(suites, ['TOKEN', 'tokens', 'token-1', ''])).toEqual(['TOKEN', '']);
});

test('what waits for a silence alone begins before what waits for nothing', () => {
  const checks = [check('a', []), check('b', [], { silence: true }), check('c', [], { wait: 3 })];
  const suite: Suite = { revision: 'futures', area: 'tokens', checks };
  const begun = mostUrgentFirst(checks.map((each) => ({ suite, check: each })));
  expect(begun.map((each) => each.check.id)).toEqual(['c', 'b', 'a']);
});

test('what is known to take longest begins first, whatever it waits', () => {
  const begun = mostUrgentFirst(selectChecks(suites, []), ['tokens.b', 'TOKEN-1']);
  expect(begun.map((each) => each.check.id)).toEqual(['tokens.b', 'timers.c', 'tokens.a']);
});

test('checks are chosen by their sort, too', () => {
  expect(chosen([], 'scenarios')).toEqual(['timers.c', 'tokens.a']);
  expect(chosen([], 'properties')).toEqual(['tokens.b']);
  expect(chosen(['timers'], 'properties')).toEqual([]);
});

test('over a URL what makes up its stories by chance is left out unless somebody names it', () => {
  expect(usualSort('embedded', [])).toBe('both');
  expect(usualSort('http://hs.test', [])).toBe('scenarios');
  expect(usualSort('http://hs.test', ['tokens'])).toBe('both');
});
