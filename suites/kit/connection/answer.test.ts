import { describe, expect, test } from 'vitest';

import { Answer } from './answer.js';

function answer(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Answer {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return new Answer({ status, headers, text }, { sentAt: 10, answeredAt: 30 });
}

test.each(['', '<html>', '{"a":', '[1]', 'null', '"text"', '7'])('%j has no fields', (text) => {
  const got = answer(200, text);
  expect(got.body).toEqual({});
  expect(got.errcode).toBeUndefined();
  expect(got.string('a')).toBeUndefined();
});

test('only own fields of the body count', () => {
  const got = answer(200, '{"__proto__":{"errcode":"M_HIDDEN"}}');
  expect(got.errcode).toBeUndefined();
  expect(got.string('constructor')).toBeUndefined();
});

test('a page of many lines is one line in a sentence', () => {
  const page = '<html>\r\n  <body>\n\t<h1>502 Bad  Gateway</h1>\u2028</body> \n\n</html>\n';
  expect(String(answer(502, page))).toBe('502 <html> <body> <h1>502 Bad  Gateway</h1> </body> </html>');
  expect(String(answer(502, page.repeat(100)))).toMatch(/^502 [^\n\r\u2028]{250,310}…$/);
  expect(String(answer(502, '\n\n'))).toBe('502');
});

test('an empty error code is none', () => {
  expect(answer(400, { errcode: '', error: 'no' }).errcode).toBeUndefined();
});

test('fields of another type are not strings', () => {
  const got = answer(200, { errcode: 7, error: null, room_id: ['x'] });
  expect([got.errcode, got.string('error'), got.string('room_id')]).toEqual([undefined, undefined, undefined]);
});

test.each([
  [200, true, false],
  [201, false, false],
  [302, false, false],
  [400, false, true],
  [499, false, true],
  [500, false, false],
])('%i: accepted %s, refused %s', (status, ok, refused) => {
  expect([answer(status, {}).ok, answer(status, {}).refused]).toEqual([ok, refused]);
});

describe('whether the endpoint is missing', () => {
  test.each([
    ['404 without a body', 404, '', true],
    ['404 of a web server', 404, '<html>', true],
    ['404 M_UNRECOGNIZED', 404, { errcode: 'M_UNRECOGNIZED' }, true],
    ['405', 405, { errcode: 'M_UNRECOGNIZED' }, true],
    ['400 M_UNRECOGNIZED of older servers', 400, { errcode: 'M_UNRECOGNIZED' }, true],
    ['404 M_NOT_FOUND: an unknown thing', 404, { errcode: 'M_NOT_FOUND' }, false],
    ['400 M_BAD_JSON', 400, { errcode: 'M_BAD_JSON' }, false],
    ['200', 200, {}, false],
    ['500', 500, '', false],
  ])('%s', (_, status, body, missing) => {
    expect(answer(status, body).unrecognised).toBe(missing);
  });
});

test.each([
  [502, '<html>', true],
  [503, '', true],
  [504, '', true],
  [503, { errcode: 'M_UNKNOWN' }, false],
  [500, '', false],
  [501, '', false],
  [404, '', false],
])('%i %j comes from a proxy: %s', (status, body, gateway) => {
  expect(answer(status, body).fromGateway).toBe(gateway);
});

test('in a message it is one line of bounded length', () => {
  expect(String(answer(404, ''))).toBe('404');
  expect(String(answer(400, { errcode: 'M_X' }))).toBe('400 {"errcode":"M_X"}');
  expect(String(answer(200, 'x '.repeat(5_000)))).toBe(`200 ${'x '.repeat(150)}…`);
});

test('what is too long to be shown is not cut in the middle of a token', () => {
  const token = 'syt_a-token-of-some-length';
  const told = String(answer(200, { ['x'.repeat(280)]: token }));
  expect(told).toMatch(/"x+":"…$/);
});
