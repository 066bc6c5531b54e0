import { expect, test } from 'vitest';

import { readMutants } from './mutant.js';

const source = ['const one = 1;', '  if (one > 0) {', '    go();', '  }'].join('\n');

function reportOf(mutant: object): unknown {
  const location = { start: { line: 2, column: 7 }, end: { line: 2, column: 14 } };
  const mutants = [{ mutatorName: 'EqualityOperator', replacement: 'one < 0', location, status: 'Killed', ...mutant }];
  return { files: { 'reference/one.ts': { source, mutants } } };
}

test('a mutant is told by its file, its place, and what takes whose place', () => {
  expect(readMutants(reportOf({}))).toEqual([
    {
      file: 'reference/one.ts',
      lineNumber: 2,
      from: 'one > 0',
      to: 'one < 0',
      isKilled: true,
    },
  ]);
});

test('of what goes over several lines the first is enough', () => {
  const location = { start: { line: 2, column: 16 }, end: { line: 4, column: 4 } };
  expect(readMutants(reportOf({ location, replacement: '{}' }))).toEqual([
    expect.objectContaining({ from: '{ …', to: '{}' }),
  ]);
});

test.each([
  ['a test failed', { status: 'Killed', testsCompleted: 3 }, true],
  ['it did not come to an end', { status: 'Timeout' }, true],
  ['something failed outside of the tests', { status: 'RuntimeError' }, true],
  ['the tests could not be loaded', { status: 'Survived', testsCompleted: 0 }, true],
  ['all tests passed', { status: 'Survived', testsCompleted: 3 }, false],
  ['no test comes by', { status: 'NoCoverage' }, false],
])('where %s, killed is %o', (_what, mutant, isKilled) => {
  expect(readMutants(reportOf(mutant))).toEqual([expect.objectContaining({ isKilled })]);
});

test('what was cut short is no report', () => {
  expect(() => readMutants(reportOf({ status: 'Pending' }))).toThrow('status');
});
