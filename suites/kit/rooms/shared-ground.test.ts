import { describe, expect, test } from 'vitest';

import type { HttpRequest } from '../connection/transport.js';
import { SharedGround } from './shared-ground.js';

const ROOM = '!abcdefgh:test';
const OWN = 'fc-sl0x-abcd-1-';

function ground(): SharedGround {
  const shared = new SharedGround('fc-sl0x-abcd', 'fc-sl0x-abcd-1');
  shared.add(ROOM, ['alice', 'bob']);
  return shared;
}

function request(method: string, place: string, body?: unknown, more: Partial<HttpRequest> = {}): HttpRequest {
  const path = `/_matrix/client/v3/rooms/${encodeURIComponent(ROOM)}/${place}`;
  return { method, path, headers: {}, ...(body === undefined ? {} : { body: JSON.stringify(body) }), ...more };
}

const labelled = { msgtype: 'm.text', label: `${OWN}words-1` };

test.each([
  ['a message', request('PUT', `send/m.room.message/${OWN}txn-2`, labelled)],
  ['a marker', request('PUT', `send/m.room.message/${OWN}txn-2`, { 'futures-conformance.marker': `${OWN}marker-1` })],
  ['something scheduled', request('PUT', `send_future/m.room.message/${OWN}txn-2?future_timeout=7`, labelled)],
  ['something scheduled below content', request('PUT', `delayed_event/m.x/${OWN}txn-2`, { content: labelled })],
  ['state of a type of its own', request('PUT', `state/org.example.${OWN}status/`, labelled)],
  ['the reading of that', request('GET', `state/org.example.${OWN}status/desk`)],
  ['the reading of an event', request('GET', 'event/%24id')],
  ['what is read only for its own', request('GET', 'messages', undefined, { amongOthers: true })],
])('%s leaves others alone', (_, made) => {
  expect(ground().leavesOthersAlone(made, 'alice')).toBe(true);
});

test.each([
  ['a message without a label', request('PUT', `send/m.room.message/${OWN}txn-2`, { body: 'words' })],
  ['a label of another check', request('PUT', `send/m.room.message/${OWN}txn-2`, { label: 'fc-sl0x-abcd-12-words-1' })],
  ['a transaction id that others may use', request('PUT', 'send/m.room.message/same', labelled)],
  ['state that others may set', request('PUT', 'state/org.example.status/', labelled)],
  [
    'state in the body that others may set',
    request('PUT', `delayed_event/m.x/${OWN}txn-2`, { state_key: '', content: labelled }),
  ],
  ['power levels', request('PUT', 'state/m.room.power_levels/', labelled)],
  ['a member', request('PUT', `state/m.room.member/@${OWN}newcomer-1:test`, { ...labelled, membership: 'join' })],
  ['leaving', request('POST', 'leave', {})],
  ['the reading of everything', request('GET', 'messages')],
  ['what cannot be read', request('PUT', '%zz', labelled)],
])('%s does not', (_, made) => {
  expect(ground().leavesOthersAlone(made, 'alice')).toBe(false);
});

test('who is not in the room for this check would be answered otherwise in a room of its own', () => {
  const made = request('PUT', `send/m.room.message/${OWN}txn-2`, labelled);
  expect(ground().leavesOthersAlone(made, 'carol')).toBe(false);
  expect(ground().leavesOthersAlone(made, undefined)).toBe(true);
});

describe('what belongs to another check', () => {
  test.each([
    ['its event', { content: { label: 'fc-sl0x-abcd-12-words-1' } }, true],
    ['its state', { type: 'org.example.fc-sl0x-abcd-2-status', content: {} }, true],
    ['our event', { content: { label: `${OWN}words-1` } }, false],
    ['what nobody here has made', { content: { body: 'welcome' }, sender: '@fc-sl0x-abcd-alice-1:test' }, false],
    ["another run's", { content: { label: 'fc-sl0y-abcd-12-words-1' } }, false],
  ])('%s', (_, thing, isOthers) => {
    expect(ground().isOfOthers(thing)).toBe(isOthers);
  });
});

test('a room is known however its id is written', () => {
  expect(ground().isNamedIn('/rooms/%21abcdefgh%3Atest/x')).toBe(true);
  expect(ground().isNamedIn('/rooms/%2521abcdefgh%253Atest/x')).toBe(true);
  expect(ground().isNamedIn('/rooms/!other:test')).toBe(false);
});
