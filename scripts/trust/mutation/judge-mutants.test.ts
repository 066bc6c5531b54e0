import { expect, test } from 'vitest';

import type { HarmlessMutants } from './harmless-mutant.js';
import { judgeMutants } from './judge-mutants.js';
import type { Mutant } from './mutant.js';
import { mutationSummary } from './mutation-summary.js';

function mutant(changes: Partial<Mutant>): Mutant {
  return { file: 'one.ts', lineNumber: 1, line: 'x > 0;', from: 'x > 0', to: 'true', isKilled: false, ...changes };
}

const reason: HarmlessMutants = {
  because: 'It does not matter.',
  file: 'one.ts',
  mutants: [{ line: 'x > 0;', from: 'x > 0', to: 'true' }],
};

test('a survivor that a reason applies to is harmless, whatever line it stands on by now', () => {
  const moved = mutant({ lineNumber: 70 });
  expect(judgeMutants([moved], [reason])).toEqual({ killed: [], harmless: [moved], survivors: [], stale: [] });
});

test.each([{ file: 'two.ts' }, { line: 'if (x > 0)' }, { from: 'x' }, { to: 'false' }])(
  'a survivor that differs in %o is not',
  (difference) => {
    const other = mutant(difference);
    expect(judgeMutants([mutant({}), other], [reason]).survivors).toEqual([other]);
  },
);

test('a reason for what is killed is stale', () => {
  const killed = mutant({ isKilled: true });
  const judged = judgeMutants([killed], [reason]);
  expect(judged).toMatchObject({ killed: [killed], harmless: [], survivors: [] });
  expect(judged.stale).toEqual([{ because: reason.because, file: 'one.ts', ...reason.mutants[0] }]);
});

test('a reason for a file that was not mutated is not', () => {
  expect(judgeMutants([mutant({ file: 'two.ts' })], [reason]).stale).toEqual([]);
});

test('a reason may apply to a kind of text in any file', () => {
  const wording: HarmlessMutants = { because: 'Wording.', mutants: [{ from: /^'.+\.'$/, to: '""' }] };
  const judged = judgeMutants(
    [mutant({ from: "'Go away.'", to: '""' }), mutant({ from: "'M_GONE'", to: '""' })],
    [wording],
  );
  expect(judged.harmless.map(({ from }) => from)).toEqual(["'Go away.'"]);
  expect(judged.survivors.map(({ from }) => from)).toEqual(["'M_GONE'"]);
});

test('the summary counts by file, and shows what wants a check and what wants no reason', () => {
  const summary = mutationSummary(
    judgeMutants(
      [
        mutant({ isKilled: true, from: 'y' }),
        mutant({}),
        mutant({ file: 'two.ts', lineNumber: 9, from: 'x', to: '' }),
        mutant({ file: 'two.ts', isKilled: true }),
      ],
      [reason, { because: 'Gone.', file: 'two.ts', mutants: [{ from: 'z', to: 'zz' }] }],
    ),
  );
  expect(summary).toBe(
    [
      '          mutants   killed harmless survived    score',
      'one.ts          2        1        1        0  100.0 %',
      'two.ts          2        1        0        1   50.0 %',
      'together        4        2        1        1   66.7 %',
      '',
      'survived without a reason: two.ts:9',
      '  x > 0;',
      '  x  ->  nothing',
      '',
      'a reason for what does not survive: two.ts',
      '  anywhere',
      '  z  ->  zz',
    ].join('\n'),
  );
});
