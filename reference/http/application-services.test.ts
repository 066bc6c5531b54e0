import supertest, { type Response } from 'supertest';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { createHomeserver, type Homeserver } from '../homeserver.js';
import type { JsonObject } from '../matrix/json.js';
import { type VirtualClock, virtualClock } from '../time/virtual-clock.js';
import { testUser, type TestUser } from './client.testkit.js';

const bridge = { asToken: 'as-secret', senderLocalpart: 'bridge', userNamespace: /@bridge_.*:localhost/ };

let clock: VirtualClock;
let server: Homeserver;
let alice: TestUser;

beforeEach(async () => {
  clock = virtualClock();
  server = createHomeserver({ clock, applicationServices: [bridge] });
  alice = await testUser(server, 'alice');
});
afterEach(() => server.close());

type Method = 'get' | 'put' | 'post' | 'delete';

/** A request of the application service. */
async function call(method: Method, path: string, body?: object, token = bridge.asToken): Promise<Response> {
  const request = supertest(server.app)[method](`/_matrix/client/v3${path}`).set('Authorization', `Bearer ${token}`);
  return body === undefined ? request : request.send(body);
}

async function register(username: string, more: object = {}, token = bridge.asToken): Promise<Response> {
  return call('post', '/register', { type: 'm.login.application_service', username, ...more }, token);
}

const GHOST = '@bridge_bob:localhost';
const AS_GHOST = `user_id=${encodeURIComponent(GHOST)}`;

describe('the users of an application service', () => {
  test('are registered by it in its namespace, without a stage and a password', async () => {
    const { status, body } = await register('bridge_bob', { device_id: 'D' });
    expect([status, body]).toEqual([
      200,
      { user_id: GHOST, device_id: 'D', access_token: expect.any(String) as unknown },
    ]);
    expect((await register('bridge_carol', { inhibit_login: true })).body).toEqual({
      user_id: '@bridge_carol:localhost',
    });
    expect((await alice.get(`/profile/${GHOST}`)).status).toBe(200);
  });

  test.each<[string, () => Promise<Response>, number, string]>([
    ['outside of the namespace', () => register('bob'), 400, 'M_EXCLUSIVE'],
    ['whose name only has it inside', () => register('a@bridge_'), 400, 'M_INVALID_USERNAME'],
    [
      'without a name',
      () => call('post', '/register', { type: 'm.login.application_service' }),
      400,
      'M_MISSING_PARAM',
    ],
    ['by an unknown token', () => register('bridge_bob', {}, 'wrong'), 401, 'M_UNKNOWN_TOKEN'],
    ['by a user', () => register('bridge_bob', {}, alice.token), 401, 'M_UNKNOWN_TOKEN'],
  ])('are refused %s', async (_, registering, status, errcode) => {
    const answer = await registering();
    expect([answer.status, answer.body]).toMatchObject([status, { errcode }]);
  });

  test('are refused to who brings no token, and when they are there already', async () => {
    const request = { type: 'm.login.application_service', username: 'bridge_bob' };
    const anonymous = await supertest(server.app).post('/_matrix/client/v3/register').send(request);
    expect([anonymous.status, anonymous.body]).toMatchObject([401, { errcode: 'M_MISSING_TOKEN' }]);
    await register('bridge_bob');
    expect((await register('bridge_bob')).body).toMatchObject({ errcode: 'M_USER_IN_USE' });
  });

  test('can be registered by everybody, unless the namespace is exclusive', async () => {
    const asUser = { password: 'x', auth: { type: 'm.login.dummy' } };
    const closed = createHomeserver({ clock, applicationServices: [{ ...bridge, isExclusive: true }] });
    const open = await supertest(server.app)
      .post('/_matrix/client/v3/register')
      .send({ ...asUser, username: 'bridge_bob' });
    expect(open.status).toBe(200);
    const exclusive = await supertest(closed.app)
      .post('/_matrix/client/v3/register')
      .send({ ...asUser, username: 'bridge_bob' });
    expect([exclusive.status, exclusive.body]).toMatchObject([400, { errcode: 'M_EXCLUSIVE' }]);
    const available = await supertest(closed.app).get('/_matrix/client/v3/register/available?username=bridge_bob');
    expect(available.body).toMatchObject({ errcode: 'M_EXCLUSIVE' });
    closed.close();
  });
});

describe('the token of an application service', () => {
  test('stands for its own user, and for those whom user_id names', async () => {
    await register('bridge_bob');
    expect((await call('get', '/account/whoami')).body).toEqual({ user_id: '@bridge:localhost', is_guest: false });
    expect((await call('get', `/account/whoami?${AS_GHOST}`)).body).toEqual({ user_id: GHOST, is_guest: false });
    const roomId = await alice.createRoom({ invite: [GHOST] });
    expect((await call('post', `/join/${roomId}?${AS_GHOST}`, {})).status).toBe(200);
    const sent = await call('put', `/rooms/${roomId}/send/m.room.message/1?${AS_GHOST}`, { body: 'x' });
    const { event_id: eventId } = sent.body as { event_id: string };
    expect((await alice.get(`/rooms/${roomId}/event/${eventId}`)).body).toMatchObject({ sender: GHOST });
  });

  test('stands for nobody else', async () => {
    for (const userId of [alice.userId, GHOST, '@bridge_eve:elsewhere']) {
      const answer = await call('get', `/account/whoami?user_id=${encodeURIComponent(userId)}`);
      expect([answer.status, answer.body]).toMatchObject([403, { errcode: 'M_FORBIDDEN' }]);
    }
  });

  test('is needed for user_id to mean anything', async () => {
    await register('bridge_bob');
    expect((await alice.get(`/account/whoami?${AS_GHOST}`)).body).toMatchObject({ user_id: alice.userId });
  });

  test('keeps transaction ids of one user from those of another', async () => {
    await register('bridge_bob');
    const roomId = await alice.createRoom({ preset: 'public_chat' });
    for (const query of ['', AS_GHOST]) await call('post', `/join/${roomId}?${query}`, {});
    const send = async (query: string): Promise<unknown> =>
      ((await call('put', `/rooms/${roomId}/send/m.room.message/1?${query}`, { body: 'x' })).body as JsonObject)[
        'event_id'
      ];
    const [own, ghosts] = [await send(''), await send(AS_GHOST)];
    expect(own).not.toBe(ghosts);
    expect([await send(''), await send(AS_GHOST)]).toEqual([own, ghosts]);
  });

  test('outlives the devices of its users, and removes them without a password', async () => {
    const { body } = await register('bridge_bob', { device_id: 'D' });
    const { access_token: token } = body as { access_token: string };
    const { next_batch: since } = (await call('get', `/sync?${AS_GHOST}`)).body as { next_batch: string };
    const syncing = call('get', `/sync?${AS_GHOST}&since=${since}&timeout=1000`);
    await expect.poll(() => server.parkedRequests()).toBe(1);
    expect((await call('delete', `/devices/D?${AS_GHOST}`)).status).toBe(200);
    expect((await call('get', '/account/whoami', undefined, token)).status).toBe(401);
    clock.advanceTo(clock.now() + 1_000);
    expect((await syncing).status).toBe(200);
    expect((await call('post', `/logout?${AS_GHOST}`)).status).toBe(200);
    expect((await call('get', `/account/whoami?${AS_GHOST}`)).status).toBe(200);
  });
});

describe('the time that a request wants on its event', () => {
  let roomId: string;

  beforeEach(async () => {
    roomId = await alice.createRoom({ preset: 'public_chat', power_level_content_override: { state_default: 0 } });
    await call('post', `/join/${roomId}`, {});
  });

  const timeOf = async ({ body }: Response): Promise<unknown> => {
    const event = await alice.get(`/rooms/${roomId}/event/${(body as { event_id: string }).event_id}`);
    return (event.body as JsonObject)['origin_server_ts'];
  };

  test.each(['send/m.room.message/1', 'state/org.example.status/x'])(
    'is heeded for application services and ignored for all others: %s',
    async (path) => {
      expect(await timeOf(await call('put', `/rooms/${roomId}/${path}?ts=1234567890`, {}))).toBe(1_234_567_890);
      expect(await timeOf(await call('put', `/rooms/${roomId}/${path}-2`, {}))).toBe(clock.now());
      expect(await timeOf(await alice.put(`/rooms/${roomId}/${path}?ts=1234567890`))).toBe(clock.now());
      expect((await alice.put(`/rooms/${roomId}/${path}-3?ts=nonsense`)).status).toBe(200);
    },
  );

  test('has to be one', async () => {
    const answer = await call('put', `/rooms/${roomId}/send/m.room.message/1?ts=-1`, {});
    expect([answer.status, answer.body]).toMatchObject([400, { errcode: 'M_INVALID_PARAM' }]);
  });
});

test.each<[string, object[]]>([
  ['no token', [{ ...bridge, asToken: '' }]],
  ['the token of another', [bridge, { ...bridge, senderLocalpart: 'other' }]],
  ['the user of another', [bridge, { ...bridge, asToken: 'other' }]],
  ['a user who cannot be', [{ ...bridge, senderLocalpart: '@bridge:localhost' }]],
])('a homeserver does not take an application service with %s', (_, applicationServices) => {
  expect(() => createHomeserver({ applicationServices: applicationServices as (typeof bridge)[] })).toThrow(RangeError);
});
