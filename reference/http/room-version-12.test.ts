import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { createHomeserver, type Homeserver } from '../homeserver.js';
import type { JsonObject } from '../matrix/json.js';
import { virtualClock } from '../time/virtual-clock.js';
import { testUser, type TestUser } from './client.testkit.js';

let server: Homeserver;
let alice: TestUser;
let bob: TestUser;
let carol: TestUser;

beforeEach(async () => {
  server = createHomeserver({ clock: virtualClock() });
  alice = await testUser(server, 'alice');
  bob = await testUser(server, 'bob');
  carol = await testUser(server, 'carol');
});
afterEach(() => server.close());

/** A room that alice makes and the others are in. */
async function roomOfAll(request: object = {}): Promise<string> {
  const roomId = await alice.createRoom({ room_version: '12', preset: 'public_chat', ...request });
  await bob.post(`/join/${roomId}`);
  await carol.post(`/join/${roomId}`);
  return roomId;
}

async function stateOf(roomId: string, type: string, stateKey = ''): Promise<JsonObject> {
  return (await alice.get(`/rooms/${roomId}/state/${type}/${stateKey}`)).body as JsonObject;
}

async function setLevels(by: TestUser, roomId: string, change: object): Promise<unknown[]> {
  const content = { ...(await stateOf(roomId, 'm.room.power_levels')), ...change };
  const { status, body } = await by.put(`/rooms/${roomId}/state/m.room.power_levels`, content);
  return [status, (body as { errcode?: string }).errcode];
}

async function kick(by: TestUser, roomId: string, user: TestUser): Promise<number> {
  return (await by.post(`/rooms/${roomId}/kick`, { user_id: user.userId })).status;
}

const version12 = { room_version: '12' };

describe('which version a room has', () => {
  test('is 11 unless it is asked for, and both are offered', async () => {
    const roomId = await alice.createRoom();
    expect(await stateOf(roomId, 'm.room.create')).toMatchObject({ room_version: '11' });
    expect(roomId).toMatch(/^![\w-]{24}:localhost$/);
    expect((await alice.get('/capabilities')).body).toMatchObject({
      capabilities: { 'm.room_versions': { default: '11', available: { 11: 'stable', 12: 'stable' } } },
    });
  });

  test('is 12 where the homeserver is set up so', async () => {
    const newer = createHomeserver({ clock: virtualClock(), roomVersion: '12' });
    const dora = await testUser(newer, 'dora');
    const roomId = await dora.createRoom();
    expect((await dora.get(`/rooms/${roomId}/state/m.room.create`)).body).toMatchObject(version12);
    expect((await dora.get('/capabilities')).body).toMatchObject({
      capabilities: { 'm.room_versions': { default: '12' } },
    });
    const older = await dora.createRoom({ room_version: '11' });
    expect((await dora.get(`/rooms/${older}/state/m.room.create`)).body).toMatchObject({ room_version: '11' });
    newer.close();
  });

  test('is never one that there is not', () => {
    expect(() => createHomeserver({ roomVersion: '1' as '11' })).toThrow(RangeError);
  });
});

test('a room is called by the event that created it', async () => {
  const roomId = await alice.createRoom(version12);
  const create = (await alice.get(`/rooms/${roomId}/state/m.room.create?format=event`)).body as JsonObject;
  expect(roomId).toMatch(/^![\w-]{43}$/);
  expect(create).toMatchObject({ room_id: roomId, event_id: `$${roomId.slice(1)}`, type: 'm.room.create' });
  expect((await alice.get(`/rooms/${roomId}/event/$${roomId.slice(1)}`)).status).toBe(200);
});

describe('creators', () => {
  test('are not in the power levels of a new room, which takes 150 to be replaced', async () => {
    const levels = await stateOf(await alice.createRoom(version12), 'm.room.power_levels');
    expect(levels).toMatchObject({ users: {}, events: { 'm.room.tombstone': 150 } });
    const older = await stateOf(await alice.createRoom(), 'm.room.power_levels');
    expect(older).toMatchObject({ users: { [alice.userId]: 100 }, events: { 'm.room.tombstone': 100 } });
  });

  test('may do everything, whatever level it takes', async () => {
    const roomId = await roomOfAll();
    const most = Number.MAX_SAFE_INTEGER;
    expect(await setLevels(alice, roomId, { events: { 'm.room.topic': most }, users: { [bob.userId]: most } })).toEqual(
      [200, undefined],
    );
    expect((await alice.put(`/rooms/${roomId}/state/m.room.topic`, { topic: 'T' })).status).toBe(200);
    expect(await kick(alice, roomId, bob)).toBe(200);
  });

  test('cannot be removed by anybody, and nobody can take their power', async () => {
    const roomId = await roomOfAll({ power_level_content_override: { users: {} } });
    await setLevels(alice, roomId, { users: { [bob.userId]: Number.MAX_SAFE_INTEGER } });
    expect(await kick(bob, roomId, alice)).toBe(403);
    expect((await bob.post(`/rooms/${roomId}/ban`, { user_id: alice.userId })).status).toBe(403);
    expect(await setLevels(bob, roomId, { users: { [alice.userId]: 0 } })).toEqual([400, 'M_BAD_JSON']);
    expect(await setLevels(bob, roomId, { users_default: 0, users: { [carol.userId]: 1 } })).toEqual([200, undefined]);
    expect((await alice.put(`/rooms/${roomId}/state/m.room.topic`, { topic: 'T' })).status).toBe(200);
  });

  test.each<[string, (levels: object) => object]>([
    ['in power_level_content_override', (levels) => ({ power_level_content_override: levels })],
    ['in initial_state', (content) => ({ initial_state: [{ type: 'm.room.power_levels', content }] })],
  ])('may not be given a level %s', async (_, request) => {
    const refused = await alice.post('/createRoom', { ...version12, ...request({ users: { [alice.userId]: 100 } }) });
    expect([refused.status, refused.body]).toMatchObject([400, { errcode: 'M_BAD_JSON' }]);
    const others = await alice.post('/createRoom', { ...version12, ...request({ users: { [bob.userId]: 100 } }) });
    expect(others.status).toBe(200);
  });

  test('are also those whom the creation names', async () => {
    const roomId = await roomOfAll({ creation_content: { additional_creators: [bob.userId] } });
    expect((await bob.put(`/rooms/${roomId}/state/m.room.topic`, { topic: 'T' })).status).toBe(200);
    expect(await kick(alice, roomId, bob)).toBe(403);
    expect(await kick(bob, roomId, alice)).toBe(403);
    expect(await setLevels(alice, roomId, { users: { [bob.userId]: 100 } })).toEqual([400, 'M_BAD_JSON']);
    expect(await kick(bob, roomId, carol)).toBe(200);
  });

  test('are in a trusted private chat all who are invited to it', async () => {
    const roomId = await alice.createRoom({
      ...version12,
      preset: 'trusted_private_chat',
      invite: [bob.userId],
      creation_content: { additional_creators: [carol.userId] },
    });
    expect(await stateOf(roomId, 'm.room.create')).toMatchObject({ additional_creators: [carol.userId, bob.userId] });
    expect(await stateOf(roomId, 'm.room.power_levels')).toMatchObject({ users: {} });
  });

  test.each([
    ['not-a-list'],
    [{}],
    [null],
    [['@foo:example.com', 42]],
    [['@foo:example.com', 'foo']],
    [['@foo:dom$ain$.com']],
  ])('cannot be anything but user ids: %j', async (creators) => {
    for (const preset of ['public_chat', 'trusted_private_chat']) {
      const request = { preset, invite: [bob.userId], creation_content: { additional_creators: creators } };
      const answer = await alice.post('/createRoom', { ...version12, ...request });
      expect([answer.status, answer.body]).toMatchObject([400, { errcode: 'M_BAD_JSON' }]);
      // To older rooms the field means nothing.
      expect((await alice.post('/createRoom', request)).status).toBe(200);
    }
  });

  test('can be users of other homeservers', async () => {
    const roomId = await roomOfAll({ creation_content: { additional_creators: ['@bar:baz.code:8448'] } });
    expect(await setLevels(alice, roomId, { users: { '@bar:baz.code:8448': 1 } })).toEqual([400, 'M_BAD_JSON']);
  });

  test('leave all others the power that their levels give them', async () => {
    const roomId = await roomOfAll();
    expect(await setLevels(carol, roomId, { ban: 0 })).toEqual([403, 'M_FORBIDDEN']);
    expect(await kick(bob, roomId, carol)).toBe(403);
    await setLevels(alice, roomId, { users: { [bob.userId]: 50 } });
    expect(await kick(bob, roomId, carol)).toBe(200);
  });

  test('of an older room have the power that its levels give them', async () => {
    const roomId = await roomOfAll({ room_version: '11' });
    expect(await setLevels(alice, roomId, { users: { [bob.userId]: 100 } })).toEqual([200, undefined]);
    expect(await setLevels(bob, roomId, { users: { [bob.userId]: 100 } })).toEqual([200, undefined]);
    expect((await alice.put(`/rooms/${roomId}/state/m.room.topic`, { topic: 'T' })).status).toBe(403);
  });
});
