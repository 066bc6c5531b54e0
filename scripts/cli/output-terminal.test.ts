import { expect, test } from 'vitest';

import { outputTerminal } from './output-terminal.js';

test.each([
  ['a terminal', { isTTY: true }, {}, true],
  ['a pipe', {}, {}, false],
  ['a terminal whose user wants no colours', { isTTY: true }, { NO_COLOR: '1' }, false],
  ['a terminal with an empty NO_COLOR, which says nothing', { isTTY: true }, { NO_COLOR: '' }, true],
  ['a pipe whose reader wants them', {}, { FORCE_COLOR: '1' }, true],
  ['a log of continuous integration', {}, { CI: 'true' }, false],
  ['one where colours are forced away', { isTTY: true }, { FORCE_COLOR: '0' }, false],
  ['one that cannot', { isTTY: true }, { TERM: 'dumb' }, false],
])('colours on %s', (_, output, env, colour) => {
  expect(outputTerminal(output, env).colour).toBe(colour);
});

test.each([
  [{ columns: 80 }, {}, 80],
  [{ columns: 300 }, {}, 140],
  [{}, { COLUMNS: '72' }, 72],
  [{}, {}, 100],
])('lines are as long as %j in %j has room for', (output, env, columns) => {
  expect(outputTerminal(output, env).columns).toBe(columns);
});
