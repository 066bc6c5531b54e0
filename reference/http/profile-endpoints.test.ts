import supertest from 'supertest';
import { afterEach, beforeEach, expect, test } from 'vitest';

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

test('a name is shown to everybody, and in the rooms of its owner', async () => {
  const roomId = await alice.createRoom();
  expect((await alice.put(`/profile/${alice.userId}/displayname`, { displayname: 'Alice A.' })).status).toBe(200);
  expect((await alice.put(`/profile/${alice.userId}/avatar_url`, { avatar_url: 'mxc://a/b' })).status).toBe(200);
  const shown = { displayname: 'Alice A.', avatar_url: 'mxc://a/b' };
  expect((await supertest(server.app).get(`/_matrix/client/v3/profile/${alice.userId}`)).body).toEqual(shown);
  expect((await bob.get(`/profile/${alice.userId}/displayname`)).body).toEqual({ displayname: 'Alice A.' });
  expect((await alice.get(`/rooms/${roomId}/state/m.room.member/${alice.userId}`)).body).toEqual({
    ...shown,
    membership: 'join',
  });
});

test('nobody changes another user’s', async () => {
  expect((await bob.put(`/profile/${alice.userId}/displayname`, { displayname: 'Eve' })).status).toBe(403);
  expect((await bob.get('/profile/@nobody:localhost')).body).toMatchObject({ errcode: 'M_NOT_FOUND' });
});

test('devices are their owner’s alone', async () => {
  expect((await alice.get('/devices')).body).toMatchObject({ devices: [{ device_id: alice.deviceId }] });
  expect((await alice.put(`/devices/${alice.deviceId}`, { display_name: 'Laptop' })).status).toBe(200);
  expect((await alice.get(`/devices/${alice.deviceId}`)).body).toMatchObject({ display_name: 'Laptop' });
  expect((await bob.get(`/devices/${alice.deviceId}`)).status).toBe(404);
});

test('account data is kept by type, for the account and for a room', async () => {
  const [account, room] = [
    `/user/${alice.userId}/account_data`,
    `/user/${alice.userId}/rooms/!r:localhost/account_data`,
  ];
  for (const type of ['org.example', '__proto__', 'constructor']) {
    expect((await alice.get(`${account}/${type}`)).body).toMatchObject({ errcode: 'M_NOT_FOUND' });
    await alice.put(`${account}/${type}`, { type });
    expect((await alice.get(`${account}/${type}`)).body).toEqual({ type });
    expect((await alice.get(`${room}/${type}`)).body).toMatchObject({ errcode: 'M_NOT_FOUND' });
    await alice.put(`${room}/${type}`, { room: type });
    expect((await alice.get(`${room}/${type}`)).body).toEqual({ room: type });
  }
  expect((await alice.put(`${account}/m.push_rules`, {})).status).toBe(405);
  expect((await bob.put(`${account}/org.example`, {})).status).toBe(403);
});

test('what clients ask for as they start is answered', async () => {
  expect((await alice.get('/capabilities')).body).toMatchObject({
    capabilities: { 'm.room_versions': { default: '11' } },
  });
  for (const path of ['/pushrules/', '/pushrules']) {
    expect((await alice.get(path)).body).toEqual({
      global: { override: [], content: [], room: [], sender: [], underride: [] },
    });
  }
  expect((await alice.post('/keys/upload', { device_keys: {} })).body).toEqual({ one_time_key_counts: {} });
  expect((await alice.post('/keys/query', { device_keys: {} })).body).toEqual({ device_keys: {}, failures: {} });
  expect((await alice.get('/voip/turnServer')).body).toEqual({});
});

test('markers name an event that the user can see', async () => {
  const roomId = await alice.createRoom();
  const elsewhere = await alice.say(await alice.createRoom(), 'x');
  expect((await alice.post(`/rooms/${roomId}/receipt/m.read/${elsewhere}`)).status).toBe(404);
  expect((await alice.post(`/rooms/${roomId}/receipt/__proto__/${elsewhere}`)).status).toBe(400);
  const here = await alice.say(roomId, 'x');
  expect(
    (await alice.post(`/rooms/${roomId}/read_markers`, { 'm.read': here, 'm.fully_read': elsewhere })).status,
  ).toBe(404);
  expect(await alice.sync()).not.toMatchObject({ rooms: { join: { [roomId]: { ephemeral: { events: [{}] } } } } });
});
