import { expect, test } from 'vitest';

import { Answer } from '../../kit/connection/answer.js';
import { mentions, tellingFields } from './token-answers.js';

function answer(body: unknown, headers: Readonly<Record<string, string>> = {}): Answer {
  return new Answer({ status: 200, headers, text: JSON.stringify(body) }, { sentAt: 0, answeredAt: 1 });
}

function kinds(bodyOf: (kind: string, turn: number) => unknown): Answer[][] {
  return ['send', 'refresh', 'cancel'].map((kind) => [0, 1, 2].map((turn) => answer(bodyOf(kind, turn))));
}

test.each([
  ['there is nothing', () => ({})],
  ['all say the same', () => ({ done: true })],
  ['something varies within each kind', (kind: string, turn: number) => ({ at: `${kind}${turn}` })],
  ['a field comes and goes within each kind', (_: string, turn: number) => (turn === 1 ? { slow: true } : {})],
])('nothing tells kinds of calls apart where %s', (_, bodyOf) => {
  expect(tellingFields(kinds(bodyOf))).toEqual([]);
});

test.each([
  ['a field that is called alike and says something else', (kind: string) => ({ done: kind }), 'the field done'],
  ['a field that one kind has', (kind: string) => (kind === 'send' ? { event: 1 } : {}), 'the field event'],
  ['bodies that are no objects', (kind: string) => kind, 'the body'],
])('kinds of calls are told apart by %s', (_, bodyOf, field) => {
  expect(tellingFields(kinds(bodyOf))).toEqual([field]);
});

test('names are found in bodies and headers, encoded or not', () => {
  expect(mentions(answer({ error: 'in !a:b' }), '!a:b')).toBe(true);
  expect(mentions(answer({ path: '%21a%3Ab' }), '!a:b'.replace('!', '%21'))).toBe(false);
  expect(mentions(answer({}, { location: '/rooms/!a%3Ab' }), '!a:b')).toBe(true);
  expect(mentions(answer({ error: 'a "quoted" one' }), 'a "quoted" one')).toBe(true);
  expect(mentions(answer({ error: 'elsewhere' }), '!a:b')).toBe(false);
});
