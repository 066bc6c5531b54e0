import { expect, test } from 'vitest';

import { hostileFailure, madeUpFailure, madeUpRun } from './made-up-run.testkit.js';
import { renderAnnotations } from './annotations.js';

test('every finding is one line that says what is wrong', () => {
  expect(renderAnnotations(madeUpRun([{}, madeUpFailure]))).toMatch(
    /^::error title=futures%3A TOKEN-6::.*%0AExpected: nothing in the room%0ASeen: m\.room\.message%0AAgain: npx .*\n$/,
  );
});

test('a run in which all is well has none, and one that judged nothing has one', () => {
  expect(renderAnnotations(madeUpRun([{}]))).toBe('');
  expect(renderAnnotations(madeUpRun([], { revisions: [], obstacle: 'nobody listens.' }))).toBe(
    '::error title=could-not-judge::nobody listens.\n',
  );
});

test('whatever a server says begins no command of its own', () => {
  const lines = renderAnnotations(madeUpRun([hostileFailure]))
    .trimEnd()
    .split('\n');
  expect(lines.map((line) => /^::(\w+) title=[^:]*::/.exec(line)?.[1])).toEqual(['error', 'warning']);
  // eslint-disable-next-line no-control-regex
  expect(lines.join('')).not.toMatch(/[\u0000-\u001f\u007f]/);
});
