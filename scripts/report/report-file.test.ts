import { expect, test } from 'vitest';

import { reportFile } from './report-file.js';

test('one document goes to the file that was named', () => {
  expect(reportFile('out/report.json', 'first', false)).toBe('out/report.json');
});

test('of several documents each goes to a file of its own beside it', () => {
  expect(reportFile('out/report.json', 'first', true)).toBe('out/report-first.json');
  expect(reportFile('out/report', 'second', true)).toBe('out/report-second');
  expect(reportFile('a.b.json', 'second', true)).toBe('a.b-second.json');
});
