import { expect, test } from 'vitest';

import { madeUpFailure, madeUpRun } from './made-up-run.testkit.js';
import { renderBadge } from './badge.js';

test.each([
  ['conformant (1 requirement)', 'brightgreen', madeUpRun([{}])],
  ['1 of 2 requirements kept', 'red', madeUpRun([{}, madeUpFailure])],
  ['could not judge', 'lightgrey', madeUpRun([], { revisions: [] })],
])('%s', (message, color, report) => {
  expect(JSON.parse(renderBadge(report))).toEqual({ schemaVersion: 1, label: 'MSC4140', message, color });
});
