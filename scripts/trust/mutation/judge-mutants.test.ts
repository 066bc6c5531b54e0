import { expect, test } from 'vitest';

import { isBelowItsFloor, judgeMutants } from './judge-mutants.js';
import { isBesideThePoint } from './may-survive.js';
import type { Mutant } from './mutant.js';
import { mutationSummary } from './mutation-summary.js';

function mutant(changes: Partial<Mutant>): Mutant {
  return { file: 'one.ts', lineNumber: 1, from: 'x > 0', to: 'true', isKilled: false, ...changes };
}

const ONE_MAY = [{ file: 'one.ts', survivors: 1, because: ['It does not matter.'] }];

test.each([
  ['as many as may', [mutant({}), mutant({ isKilled: true })], false],
  ['fewer', [mutant({ isKilled: true })], false],
  ['more', [mutant({}), mutant({ from: 'y' })], true],
  ['some where none may', [mutant({ file: 'two.ts' })], true],
])('where %s survive', (_how, mutants, isBelow) => {
  expect(judgeMutants(mutants, ONE_MAY).some(isBelowItsFloor)).toBe(isBelow);
});

test.each([
  ["'Go away.'", '""', true],
  ["'M_GONE'", '""', false],
  ['`no such ${name}`', '``', true],
  ['() => false', '() => undefined', true],
  ['() => true', '() => undefined', false],
])('%s -> %s', (from, to, isIt) => {
  expect(isBesideThePoint({ from, to })).toBe(isIt);
});

test('the summary counts by file, shows what wants a check, and where the floor can rise', () => {
  const judged = judgeMutants(
    [
      mutant({ isKilled: true }),
      mutant({ from: "'for people'", to: '""' }),
      mutant({ file: 'two.ts', lineNumber: 9, from: 'x', to: '' }),
      mutant({ file: 'two.ts', isKilled: true }),
    ],
    ONE_MAY,
  );
  expect(mutationSummary(judged)).toBe(
    [
      '          mutants   killed    alive   may be    score',
      'one.ts          1        1        0        1  100.0 %',
      'two.ts          2        1        1        0   50.0 %',
      'together        3        2        1        1   66.7 %',
      '',
      'two.ts: 1 survive, and 0 may; a check is missing for some of these:',
      '  9: x  ->  nothing',
      '',
      'one.ts: only 0 of the 1 survive that may: write the smaller number into may-survive.ts',
    ].join('\n'),
  );
});
