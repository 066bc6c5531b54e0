import { expect, test } from 'vitest';

import { matchesPattern } from './text-pattern.js';

test.each([
  ['m.room.message', 'm.room.message', true],
  ['m.room.message', 'm.room', false],
  ['m.room.message', 'm.room.*', true],
  ['m.room.message', '*', true],
  ['', '*', true],
  ['m.room.message', '*message', true],
  ['m.room.message', 'm.*.message', true],
  ['m.room.message', 'm*o*e', true],
  ['m.room.message', 'm*oo*oo*e', false],
  ['aba', 'ab*ba', false],
  ['abba', 'ab*ba', true],
  ['a+b', 'a+b', true],
  ['aab', 'a+b', false],
])('%j matches %j: %s', (text, pattern, expected) => {
  expect(matchesPattern(text, pattern)).toBe(expected);
});

test('a pattern made to be slow is fast', () => {
  const text = 'a'.repeat(50_000);
  expect(matchesPattern(text, `${'a*'.repeat(5_000)}b`)).toBe(false);
});
