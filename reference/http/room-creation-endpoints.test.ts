import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { createHomeserver, type Homeserver } from '../homeserver.js';
import { virtualClock } from '../time/virtual-clock.js';
import { testUser, type TestUser } from './client.testkit.js';

let server: Homeserver;
let alice: TestUser;
let bob: TestUser;

beforeEach(async () => {
  server = createHomeserver({ clock: virtualClock() });
  alice = await testUser(server, 'alice');
  bob = await testUser(server, 'bob');
});
afterEach(() => server.close());

async function state(roomId: string, path: string): Promise<unknown> {
  return (await alice.get(`/rooms/${roomId}/state/${path}`)).body;
}

test.each([
  ['private_chat', 'invite', 'can_join', 0],
  ['trusted_private_chat', 'invite', 'can_join', 100],
  ['public_chat', 'public', 'forbidden', 0],
])('the preset %s', async (preset, joinRule, guestAccess, inviteeLevel) => {
  const roomId = await alice.createRoom({ preset, invite: [bob.userId] });
  expect(await state(roomId, 'm.room.join_rules')).toEqual({ join_rule: joinRule });
  expect(await state(roomId, 'm.room.guest_access')).toEqual({ guest_access: guestAccess });
  expect(await state(roomId, 'm.room.history_visibility')).toEqual({ history_visibility: 'shared' });
  const { users } = (await state(roomId, 'm.room.power_levels')) as { users: Record<string, number> };
  expect([users[alice.userId], users[bob.userId] ?? 0]).toEqual([100, inviteeLevel]);
  expect(await state(roomId, `m.room.member/${bob.userId}`)).toMatchObject({ membership: 'invite' });
});

test('a room is made as it was asked for', async () => {
  const roomId = await alice.createRoom({
    visibility: 'public',
    name: 'Name',
    topic: 'Topic',
    room_alias_name: 'alias',
    creation_content: { 'm.federate': false, room_version: '1' },
    power_level_content_override: { events: { 'org.example': 7 }, users_default: 3 },
    initial_state: [
      { type: 'm.room.history_visibility', state_key: '', content: { history_visibility: 'joined' } },
      { type: 'org.example', state_key: '__proto__', content: { a: 1 } },
    ],
    invite: [bob.userId],
    is_direct: true,
  });
  expect(await state(roomId, 'm.room.create')).toEqual({ 'm.federate': false, room_version: '11' });
  expect(await state(roomId, 'm.room.name')).toEqual({ name: 'Name' });
  expect(await state(roomId, 'm.room.topic')).toEqual({ topic: 'Topic' });
  expect(await state(roomId, 'm.room.canonical_alias')).toEqual({ alias: '#alias:localhost' });
  expect(await state(roomId, 'm.room.join_rules')).toEqual({ join_rule: 'public' });
  expect(await state(roomId, 'm.room.history_visibility')).toEqual({ history_visibility: 'joined' });
  expect(await state(roomId, 'org.example/__proto__')).toEqual({ a: 1 });
  expect(await state(roomId, 'm.room.power_levels')).toMatchObject({
    events: { 'org.example': 7 },
    users_default: 3,
    state_default: 50,
  });
  expect(await state(roomId, `m.room.member/${bob.userId}`)).toMatchObject({ is_direct: true });
  const found = await bob.get(`/directory/room/${encodeURIComponent('#alias:localhost')}`);
  expect(found.body).toEqual({ room_id: roomId, servers: ['localhost'] });
});

describe('what cannot be made', () => {
  test.each<[string, object]>([
    ['M_UNSUPPORTED_ROOM_VERSION', { room_version: '1' }],
    ['M_ROOM_IN_USE', { room_alias_name: 'taken' }],
    ['M_INVALID_PARAM', { room_alias_name: 'a b' }],
    ['M_INVALID_PARAM', { preset: 'constructor' }],
    ['M_INVALID_PARAM', { visibility: 'secret' }],
    ['M_INVALID_PARAM', { invite: ['bob'] }],
    ['M_BAD_JSON', { invite: 'bob' }],
    ['M_BAD_JSON', { invite: [1] }],
    ['M_BAD_JSON', { invite_3pid: 'bob@example.org' }],
    ['M_BAD_JSON', { invite_3pid: ['bob@example.org'] }],
    ['M_BAD_JSON', { invite_3pid: [{ medium: 'email', address: 1, id_server: 'is', id_access_token: 'x' }] }],
    ['M_BAD_JSON', { initial_state: {} }],
    ['M_BAD_JSON', { initial_state: ['m.room.name'] }],
    ['M_BAD_JSON', { initial_state: [{ content: {} }] }],
    ['M_BAD_JSON', { initial_state: [{ type: 'm.room.name', content: 'Name' }] }],
    ['M_BAD_JSON', { name: 1 }],
    ['M_BAD_JSON', { topic: {} }],
    ['M_BAD_JSON', { preset: 1 }],
    ['M_BAD_JSON', { visibility: true }],
    ['M_BAD_JSON', { is_direct: 'yes' }],
    ['M_BAD_JSON', { room_version: 11 }],
    ['M_BAD_JSON', { room_alias_name: [] }],
    ['M_BAD_JSON', { creation_content: 'x' }],
    ['M_BAD_JSON', { power_level_content_override: [] }],
    ['M_INVALID_ROOM_STATE', { initial_state: [{ type: 'm.room.create', content: {} }] }],
    [
      'M_INVALID_ROOM_STATE',
      { initial_state: [{ type: 'm.room.member', state_key: '@carol:localhost', content: { membership: 'join' } }] },
    ],
    ['M_BAD_JSON', { power_level_content_override: { ban: 'fifty' } }],
    ['M_TOO_LARGE', { topic: 'x'.repeat(70_000) }],
    ['M_FORBIDDEN', { invite: ['@alice:localhost'] }],
  ])('%s: %j, and nothing is left of it', async (errcode, request) => {
    await alice.createRoom({ room_alias_name: 'taken' });
    const before = await alice.sync();
    expect((await alice.post('/createRoom', request)).body).toMatchObject({ errcode });
    const after = await alice.sync({ since: before.next_batch });
    expect(after).not.toHaveProperty('rooms');
    expect((await alice.get('/joined_rooms')).body).toMatchObject({ joined_rooms: { length: 1 } });
  });
});
