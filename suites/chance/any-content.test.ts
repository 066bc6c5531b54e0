import { assert, property, sample } from 'fast-check';
import { expect, test } from 'vitest';

import { anyContent, firstDifference } from './any-content.js';

test('every content goes through JSON unchanged and stays below the size of an event', () => {
  assert(
    property(anyContent, (content) => {
      const json = JSON.stringify(content);
      return firstDifference(JSON.parse(json), content) === undefined && json.length < 40_000;
    }),
    { seed: 1, numRuns: 300 },
  );
});

test('the contents have in them what servers stumble over', () => {
  const text = sample(anyContent, { seed: 1, numRuns: 300 })
    .map((content) => JSON.stringify(content))
    .join('');
  for (const part of ['null', '__proto__', '9007199254740991', '2147483648', '\u212b', 'e\u0301', '[]', '{}']) {
    expect(text).toContain(part);
  }
});

test.each([
  [{ a: 1, b: 2 }, { b: 2, a: 1 }, undefined],
  [{ a: [1, { b: null }] }, { a: [1, {}] }, { path: ['a', '1', 'b'], one: 'null', other: 'nothing' }],
  [{ a: '\u212b' }, { a: '\u00c5' }, { path: ['a'], one: '"\\u{212b}"', other: '"\\u{c5}"' }],
  [{ a: [] }, { a: {} }, { path: ['a'], one: '[]', other: '{}' }],
  [{ a: 0 }, { a: '0' }, { path: ['a'], one: '0', other: '"0"' }],
])('the first difference of %j and %j', (one, other, expected) => {
  expect(firstDifference(one, other)).toEqual(expected);
});
