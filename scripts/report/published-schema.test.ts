import { expect, test } from 'vitest';

import { hostileFailure, madeUpFailure, madeUpRun } from './render/made-up-run.testkit.js';
import { validate } from './published-schema.testkit.js';
import { readReport } from './read-report.js';

test.each([
  ['of a run', madeUpRun([{}, madeUpFailure])],
  ['of a run against a hostile server', madeUpRun([hostileFailure])],
  ['of a run that judged nothing', madeUpRun([], { revisions: [], obstacle: 'nobody listens.' })],
])('a report %s fits the published schema, and is read again', (_, report) => {
  const text = JSON.stringify(report);
  expect(validate(JSON.parse(text)) || validate.errors).toBe(true);
  expect(readReport(text)).toEqual(JSON.parse(text));
});

test('fields that are added later do not make it another document', () => {
  const report = { ...madeUpRun([{}]), added: 1 };
  expect(validate(report) || validate.errors).toBe(true);
  expect(typeof readReport(JSON.stringify(report))).toBe('object');
});

test.each([
  ['no JSON', '{', 'it is not JSON'],
  ['something else', '[]', 'it says no version'],
  ['another version', '{"version":1}', 'it is of version 1, and this command reads version 2'],
  ['what is no report', '{"version":2}', /^tool: /],
])('%s is not read, and it is said why', (_, text, why) => {
  expect(readReport(text)).toMatch(why);
});
