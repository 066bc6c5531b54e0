import { expect, test } from 'vitest';

import { Aliases } from './aliases.js';

const alice = { name: 'alice', userId: '@fc-xyz-alice:hs.test', accessToken: 'secret-of-alice', deviceId: 'ABCDEFGH' };

function aliased(...bodies: readonly unknown[]): string[] {
  const aliases = new Aliases('fc-tag-1', [alice]);
  const texts = bodies.map((body) => (typeof body === 'string' ? body : JSON.stringify(body)));
  for (const text of texts) aliases.learnFrom(text);
  return texts.map((text) => aliases.mask(text));
}

test('people, rooms, events and tokens are known by who or what they are, in the order in which they came', () => {
  const body = { room_id: '!room:hs.test', by: alice.userId, send_token: 'sssssss', more: [{ send_token: 'SSSSSSS' }] };
  expect(aliased(body, { event_id: '$event-id' }, { rooms: { '!other:hs.test': {} } })).toEqual([
    '{"room_id":"$room1","by":"$alice","send_token":"$send1","more":[{"send_token":"$send2"}]}',
    '{"event_id":"$event1"}',
    '{"rooms":{"$room2":{}}}',
  ]);
});

test('what a run makes up is the same in every run', () => {
  expect(aliased('{"type":"org.example.fc-tag-1-status","token":"secret-of-alice"}')).toEqual([
    '{"type":"org.example.$run-status","token":"$alice_token"}',
  ]);
});

test.each(['{"send_token":"sssssss"', 'so {"send_token": "sssssss"} it is', '<html>"send_token":"sssssss'])(
  'a token is found in what is no JSON, too: %s',
  (body) => {
    expect(aliased(body)[0]).toContain('$send1');
    expect(aliased(body)[0]).not.toContain('sssss');
  },
);

test('fields that are called like what every object has are fields', () => {
  expect(aliased('{"constructor":"$event-id","__proto__":"!room:hs","session":"sssssss"}')).toEqual([
    '{"constructor":"$event1","__proto__":"$room1","session":"$session1"}',
  ]);
});

test('a body that goes deeper than any homeserver does is left alone', () => {
  const deep = `${'['.repeat(50_000)}${']'.repeat(50_000)}`;
  expect(aliased(deep)).toEqual([deep]);
});

test('what has most of a token in it is not shown either', () => {
  const token = 'aO0Gf2kSzIzaMREyQCk-o8Frx82Ogwle';
  const [, cut, changed] = aliased(
    { send_token: token },
    `/futures/${token.slice(0, -4)}`,
    `/futures/b${token.slice(1)}`,
  );
  expect(cut).toBe('/futures/$send1~');
  expect(changed).toBe('/futures/$send1~');
});

test('a token that is turned round, or in other letters, is not shown either', () => {
  const token = 'aO0Gf2kSzIzaMREyQCk-o8Frx82Ogwle';
  const otherLetters = [...token].map((sign) =>
    sign === sign.toLowerCase() ? sign.toUpperCase() : sign.toLowerCase(),
  );
  const made = [[...token].toReversed(), otherLetters, otherLetters.toReversed()].map(
    (signs) => `/${signs.join('')}/send`,
  );
  expect(aliased({ delay_id: token }, ...made).slice(1)).toEqual(made.map(() => '/$delay1~/send'));
});

test('what was told by names elsewhere keeps them', () => {
  const told = '{"room_id":"$room1","event_id":"$event2","delay_id":"$delay7","send_token":"$send1~"}';
  expect(aliased('{"room_id":"!a-room:hs","delay_id":"a-delay"}', told)[1]).toBe(told);
});
