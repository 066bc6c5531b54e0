import { describe, expect, test } from 'vitest';

import { readBody } from './read-body.js';

const HASH = expect.stringMatching(/^[0-9a-f]{64}$/) as unknown;

test('an ordinary body is kept as it is', () => {
  expect(readBody('{"a":1}')).toEqual({ text: '{"a":1}', json: { a: 1 }, whole: undefined });
  expect(readBody('<p>')).toEqual({ text: '<p>', json: undefined, whole: undefined });
});

describe('of a huge body', () => {
  test('everything stays but the rest of strings that are longer than an event', () => {
    const body = JSON.stringify({ token: 'abc', padding: 'x'.repeat(16_000_000), list: [1, { deep: true }] });
    const { text, json, whole } = readBody(body);
    expect(json).toMatchObject({ token: 'abc', list: [1, { deep: true }] });
    expect(text.length).toBeLessThan(70_000);
    expect(JSON.parse(text)).toEqual(json);
    expect(whole).toEqual({ bytes: body.length, sha256: HASH });
  });

  test('that is no JSON the beginning stays', () => {
    const { text, json, whole } = readBody('ü'.repeat(3_000_000));
    expect(json).toBeUndefined();
    expect(text).toMatch(/^ü{262144}…$/);
    expect(whole?.bytes).toBe(6_000_000);
  });

  test('what is nested too deeply to be looked into is cut, too', () => {
    const deep = `{"errcode":"M_X","deep":${'['.repeat(200_000)}${']'.repeat(200_000)}}`;
    const { json, text } = readBody(deep);
    expect(json).toMatchObject({ errcode: 'M_X' });
    expect(text.length).toBeLessThan(1_000);
  });
});
