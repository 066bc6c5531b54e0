import { expect, test } from 'vitest';

import { parseListed } from './listing.js';

test('an entry is taken apart, every part decoded', () => {
  const entry = {
    url: '/_matrix/client/v3/rooms/!a%2Fb%3Ac/send_future/m.room.message/txn%3F1?future_timeout=10&future_group_id=g%26h',
    body: { msgtype: 'm.text' },
    response: { send_token: 's' },
  };
  expect(parseListed(entry)).toMatchObject({
    entry,
    kind: 'send_future',
    roomId: '!a/b:c',
    type: 'm.room.message',
    key: 'txn?1',
    body: { msgtype: 'm.text' },
    response: { send_token: 's' },
  });
  const { query } = parseListed(entry) ?? {};
  expect([query?.get('future_timeout'), query?.get('future_group_id')]).toEqual(['10', 'g&h']);
});

test.each([
  ['https://hs.example/_matrix/client/v3/rooms/!a:b/state_future/org.example.s/', 'state_future', ''],
  ['/_matrix/client/unstable/x/rooms/!a:b/state_future/org.example.s', 'state_future', ''],
  ['/_matrix/client/v3/rooms/!a:b/state/org.example.s/key?future_timeout=1?2', 'state', 'key'],
  ['/rooms/!a:b/send/m.room.message/t?', 'send', 't'],
])('%s', (url, kind, key) => {
  expect(parseListed({ url })).toMatchObject({ kind, roomId: '!a:b', key, response: {}, body: undefined });
});

test.each([
  null,
  'text',
  [],
  {},
  { url: 7 },
  { url: '' },
  { url: '/_matrix/client/v3/rooms/!a:b/redact/$1' },
  { url: '/_matrix/client/v3/rooms/!a:b/send_future/type/txn/more' },
  { url: '/_matrix/client/v3/rooms/%E0%A4%A/send_future/type/txn' },
])('%j is no entry that could be taken apart', (entry) => {
  expect(parseListed(entry)).toBeUndefined();
});

test('a response that is none is an empty one', () => {
  expect(parseListed({ url: '/rooms/!a:b/send/t/x', response: [] })?.response).toEqual({});
});
