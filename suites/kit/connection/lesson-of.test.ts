import { expect, test } from 'vitest';

import { lessonOf } from './lesson-of.js';

test('the fields of a body that hold a text are kept, and nothing else', () => {
  const body = {
    access_token: 'one',
    count: 2,
    inner: { 'other "field"': 'two \\ "three"', empty: '' },
    list: ['four'],
  };
  expect(JSON.parse(lessonOf(JSON.stringify(body)))).toEqual([
    { access_token: 'one' },
    { 'other "field"': 'two \\ "three"' },
  ]);
});

test('values that are too long to be ids or tokens are passed over', () => {
  const body = JSON.stringify({ page: 'x'.repeat(1_001), id: 'y'.repeat(1_000), note: '\\'.repeat(1_000) });
  expect(JSON.parse(lessonOf(body))).toEqual([{ id: 'y'.repeat(1_000) }]);
});

test.each([
  ['a value', `{"page":"${'x'.repeat(20_000_000)}","id":"one"}`],
  ['a value full of fields', `{"page":"${String.raw`\"field\":\"value\",`.repeat(20_000)}","id":"one"}`],
  ['a value that does not end', `{"id":"one","page":"${'x'.repeat(20_000_000)}`],
  ['space', `{"page"${' '.repeat(1_000_000)}:"two","id":"one"}`],
])('a huge answer is no trouble, whatever is huge in it: %s', (_, body) => {
  expect(JSON.parse(lessonOf(body))).toEqual([{ id: 'one' }]);
});
