import supertest, { type Response } from 'supertest';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { createHomeserver, type Homeserver } from '../homeserver.js';
import { virtualClock } from '../time/virtual-clock.js';
import { testDevice, testUser, type TestUser } from './client.testkit.js';

let server: Homeserver;
let alice: TestUser;
let guest: TestUser;

beforeEach(async () => {
  server = createHomeserver({ clock: virtualClock() });
  alice = await testUser(server, 'alice');
  guest = await newGuest();
});
afterEach(() => server.close());

async function register(body: object, query = ''): Promise<Response> {
  return supertest(server.app).post(`/_matrix/client/v3/register${query}`).send(body);
}

async function newGuest(body: object = {}): Promise<TestUser> {
  const answer = await register(body, '?kind=guest');
  expect(answer.status).toBe(200);
  const {
    user_id: userId = '',
    device_id: deviceId = '',
    access_token: token = '',
  } = answer.body as Record<string, string>;
  return testDevice(server, { userId, deviceId, token });
}

async function openRoom(guestAccess = 'can_join'): Promise<string> {
  return alice.createRoom({
    preset: 'public_chat',
    initial_state: [{ type: 'm.room.guest_access', content: { guest_access: guestAccess } }],
  });
}

test('a guest chooses nothing but what the device is called', async () => {
  const wishes = { username: 'bob', password: 'secret', device_id: 'MINE', inhibit_login: true };
  const other = await newGuest({ ...wishes, initial_device_display_name: 'Laptop' });
  expect(other.userId).not.toContain('bob');
  expect(other.deviceId).not.toBe('MINE');
  expect((await other.get('/account/whoami')).body).toEqual({
    user_id: other.userId,
    device_id: other.deviceId,
    is_guest: true,
  });
  expect((await other.get('/devices')).body).toMatchObject({ devices: [{ display_name: 'Laptop' }] });
});

test('there are guests only where the homeserver takes them', async () => {
  const closed = createHomeserver({ registration: { guests: false } });
  const answer = await supertest(closed.app).post('/_matrix/client/v3/register?kind=guest').send({});
  expect([answer.status, answer.body]).toMatchObject([403, { errcode: 'M_GUEST_ACCESS_FORBIDDEN' }]);
  closed.close();
});

test('what the specification lists is open to guests', async () => {
  const roomId = await openRoom();
  await alice.put(`/rooms/${roomId}/state/m.room.power_levels`, { users: { [alice.userId]: 100 }, state_default: 0 });
  const eventId = await alice.say(roomId, 'hello');
  const calls: readonly (() => Promise<Response>)[] = [
    () => guest.post(`/rooms/${roomId}/join`),
    () => guest.get(`/rooms/${roomId}/state`),
    () => guest.get(`/rooms/${roomId}/state/m.room.create/`),
    () => guest.get(`/rooms/${roomId}/context/${eventId}`),
    () => guest.get(`/rooms/${roomId}/event/${eventId}`),
    () => guest.get(`/rooms/${roomId}/messages?dir=b`),
    () => guest.get(`/rooms/${roomId}/members`),
    () => guest.get('/sync'),
    () => guest.put(`/rooms/${roomId}/send/m.room.message/1`, { body: 'x' }),
    () => guest.put(`/rooms/${roomId}/send/org.example.anything/2`, {}),
    () => guest.put(`/rooms/${roomId}/state/org.example.status/x`, {}),
    () => guest.put(`/profile/${guest.userId}/displayname`, { displayname: 'Guest' }),
    () => guest.get('/devices'),
    () => guest.get(`/devices/${guest.deviceId}`),
    () => guest.put(`/devices/${guest.deviceId}`, { display_name: 'Laptop' }),
    () => guest.get('/account/whoami'),
    () => guest.post('/keys/upload'),
    () => guest.post('/keys/query'),
    () => guest.post('/keys/claim'),
    () => guest.post(`/rooms/${roomId}/leave`),
  ];
  for (const call of calls) expect((await call()).status, call.toString()).toBe(200);
});

test('what makes, changes or keeps something beyond that is not', async () => {
  const roomId = await openRoom();
  await guest.post(`/rooms/${roomId}/join`);
  const own = `/user/${guest.userId}`;
  const eventId = await alice.say(roomId, 'hello');
  const calls: readonly (() => Promise<Response>)[] = [
    () => guest.post('/createRoom'),
    () => guest.post(`/rooms/${roomId}/invite`, { user_id: alice.userId }),
    () => guest.post(`/rooms/${roomId}/kick`, { user_id: alice.userId }),
    () => guest.post(`/knock/${roomId}`),
    () => guest.put(`/rooms/${roomId}/redact/${eventId}/1`),
    () => guest.put(`/rooms/${roomId}/typing/${guest.userId}`, { typing: true }),
    () => guest.post(`/rooms/${roomId}/receipt/m.read/${eventId}`),
    () => guest.post(`/rooms/${roomId}/read_markers`),
    () => guest.put(`${own}/account_data/org.example`, {}),
    () => guest.put(`${own}/rooms/${roomId}/tags/m.favourite`),
    () => guest.post(`${own}/filter`),
    () => guest.put(`/presence/${guest.userId}/status`, { presence: 'online' }),
    () => guest.put(`/profile/${guest.userId}/avatar_url`, { avatar_url: 'mxc://a/b' }),
    () => guest.delete(`/devices/${guest.deviceId}`),
    () => guest.put('/directory/room/%23a:localhost', { room_id: roomId }),
  ];
  for (const call of calls) {
    const { status, body } = await call();
    expect([status, body], call.toString()).toMatchObject([403, { errcode: 'M_GUEST_ACCESS_FORBIDDEN' }]);
  }
});

describe('rooms', () => {
  test('admit guests where their guest access says so', async () => {
    const closed = await openRoom('forbidden');
    expect((await guest.post(`/rooms/${closed}/join`)).body).toMatchObject({ errcode: 'M_GUEST_ACCESS_FORBIDDEN' });
    expect((await guest.post(`/join/${await openRoom()}`)).status).toBe(200);
  });

  test('that admit guests no more are left by those who are there, and by nobody else', async () => {
    const roomId = await openRoom();
    const bob = await testUser(server, 'bob');
    await bob.post(`/join/${roomId}`);
    const other = await newGuest();
    for (const somebody of [guest, other]) await somebody.post(`/join/${roomId}`);
    const { next_batch: since } = await guest.sync();

    await alice.put(`/rooms/${roomId}/state/m.room.guest_access`, { guest_access: 'can_join', note: 'as before' });
    expect((await guest.get('/joined_rooms')).body).toEqual({ joined_rooms: [roomId] });

    await alice.put(`/rooms/${roomId}/state/m.room.guest_access`, { guest_access: 'forbidden' });
    for (const somebody of [guest, other]) {
      const { body } = await alice.get(`/rooms/${roomId}/state/m.room.member/${somebody.userId}?format=event`);
      expect(body).toMatchObject({ sender: somebody.userId, content: { membership: 'leave' } });
    }
    expect(await guest.sync({ since })).toMatchObject({ rooms: { leave: { [roomId]: {} } } });
    const { body } = await alice.get(`/rooms/${roomId}/joined_members`);
    expect(Object.keys((body as { joined: object }).joined)).toEqual([alice.userId, bob.userId]);
  });
});

describe('a guest becomes a user', () => {
  const upgrade = async (change: object = {}): Promise<Response> =>
    register({
      guest_access_token: guest.token,
      username: guest.userId.slice(1, guest.userId.indexOf(':')),
      password: 'secret',
      auth: { type: 'm.login.dummy' },
      ...change,
    });

  test('by registering under the guest’s name with the guest’s token', async () => {
    const roomId = await openRoom();
    await guest.post(`/join/${roomId}`);
    const { status, body } = await upgrade();
    expect([status, body]).toMatchObject([200, { user_id: guest.userId }]);
    const { access_token: token = '', device_id: deviceId = '' } = body as Record<string, string>;
    const user = testDevice(server, { userId: guest.userId, deviceId, token });
    expect((await user.get('/account/whoami')).body).toMatchObject({ is_guest: false });
    expect((await user.get('/joined_rooms')).body).toEqual({ joined_rooms: [roomId] });
    expect((await user.post('/createRoom')).status).toBe(200);
    expect((await guest.get('/account/whoami')).body).toMatchObject({ errcode: 'M_UNKNOWN_TOKEN' });
    await alice.put(`/rooms/${roomId}/state/m.room.guest_access`, { guest_access: 'forbidden' });
    expect((await user.get('/joined_rooms')).body).toMatchObject({ joined_rooms: { length: 2 } });
  });

  test('but not with another token, under another name, or without the stages', async () => {
    const other = await newGuest();
    const refusals: readonly [object, number, object][] = [
      [{ guest_access_token: 'wrong' }, 403, { errcode: 'M_FORBIDDEN' }],
      [{ guest_access_token: alice.token }, 403, { errcode: 'M_FORBIDDEN' }],
      [{ guest_access_token: other.token }, 403, { errcode: 'M_FORBIDDEN' }],
      [{ username: 'somebody' }, 403, { errcode: 'M_FORBIDDEN' }],
      [{ username: undefined }, 400, { errcode: 'M_MISSING_PARAM' }],
      [{ auth: undefined }, 401, { flows: [{ stages: ['m.login.dummy'] }] }],
    ];
    for (const [change, status, body] of refusals) {
      const answer = await upgrade(change);
      expect([answer.status, answer.body]).toMatchObject([status, body]);
    }
    expect((await guest.get('/account/whoami')).body).toMatchObject({ is_guest: true });
  });
});
