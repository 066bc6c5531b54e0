import supertest from 'supertest';
import { afterEach, describe, expect, test } from 'vitest';

import { createHomeserver, type Homeserver, type HomeserverOptions } from '../homeserver.js';
import { virtualClock } from '../time/virtual-clock.js';
import { testDevice, testUser } from './client.testkit.js';

const V3 = '/_matrix/client/v3';
const servers: Homeserver[] = [];

function server(registration: NonNullable<HomeserverOptions['registration']> = {}): Homeserver {
  const made = createHomeserver({ clock: virtualClock(), registration });
  servers.push(made);
  return made;
}
afterEach(() => servers.splice(0).forEach((made) => made.close()));

function register(homeserver: Homeserver, body: object, query = ''): Promise<supertest.Response> {
  return supertest(homeserver.app)
    .post(`${V3}/register${query}`)
    .send(body)
    .then((answer) => answer);
}

describe('registration', () => {
  test('first tells its stages, then makes the account', async () => {
    const homeserver = server();
    const request = { username: 'alice', password: 'x', device_id: 'D', initial_device_display_name: 'Laptop' };
    const challenge = await register(homeserver, request);
    expect([challenge.status, challenge.body]).toEqual([
      401,
      { flows: [{ stages: ['m.login.dummy'] }], params: {}, completed: [], session: expect.any(String) as unknown },
    ]);
    const { session } = challenge.body as { session: string };
    const registered = await register(homeserver, { ...request, auth: { type: 'm.login.dummy', session } });
    expect([registered.status, registered.body]).toMatchObject([200, { user_id: '@alice:localhost', device_id: 'D' }]);
  });

  test('is an error only once a stage was tried', async () => {
    const homeserver = server({ tokens: ['letmein'] });
    const attempt = async (auth?: object): Promise<Record<string, unknown>> => {
      const answer = await register(homeserver, { username: 'a', password: 'x', ...(auth && { auth }) });
      expect([answer.status, answer.body]).toMatchObject([401, { flows: expect.any(Array) as unknown }]);
      return answer.body as Record<string, unknown>;
    };
    const { session } = await attempt();
    for (const auth of [undefined, {}, { session }]) {
      const challenge = await attempt(auth);
      expect(challenge).not.toHaveProperty('errcode');
      expect(challenge).not.toHaveProperty('error');
    }
    for (const auth of [{ type: 'm.login.password' }, { type: 'm.login.registration_token', token: 'wrong' }]) {
      expect(await attempt({ ...auth, session })).toMatchObject({
        errcode: 'M_UNAUTHORIZED',
        error: expect.any(String) as unknown,
        session,
      });
    }
  });

  test('may go without a login', async () => {
    const answer = await register(server(), { password: 'x', inhibit_login: true, auth: { type: 'm.login.dummy' } });
    expect(answer.body).toEqual({ user_id: expect.stringMatching(/^@.+:localhost$/) as unknown });
  });

  test('refuses names that are taken, or none', async () => {
    const homeserver = server();
    await testUser(homeserver, 'alice');
    const auth = { type: 'm.login.dummy' };
    expect((await register(homeserver, { username: 'alice', password: 'x', auth })).body).toMatchObject({
      errcode: 'M_USER_IN_USE',
    });
    for (const username of ['', 'Alice', 'a:b', '@alice:localhost', 'ä', 'x'.repeat(250)]) {
      expect((await register(homeserver, { username, password: 'x', auth })).body).toMatchObject({
        errcode: 'M_INVALID_USERNAME',
      });
    }
    expect((await register(homeserver, { username: 'bob', auth })).body).toMatchObject({ errcode: 'M_MISSING_PARAM' });
    expect((await register(homeserver, { username: 1, password: 'x', auth })).body).toMatchObject({
      errcode: 'M_BAD_JSON',
    });
    const available = await supertest(homeserver.app).get(`${V3}/register/available?username=bob`);
    expect(available.body).toEqual({ available: true });
  });

  test('by token, for those who have one', async () => {
    const homeserver = server({ dummy: false, tokens: ['letmein'] });
    const attempt = (auth: object): Promise<supertest.Response> =>
      register(homeserver, { username: 'a', password: 'x', auth });
    expect((await attempt({})).body).toMatchObject({ flows: [{ stages: ['m.login.registration_token'] }] });
    expect((await attempt({ type: 'm.login.dummy' })).status).toBe(401);
    expect((await attempt({ type: 'm.login.registration_token', token: 'wrong' })).body).toMatchObject({
      errcode: 'M_UNAUTHORIZED',
    });
    expect((await attempt({ type: 'm.login.registration_token', token: 'letmein' })).status).toBe(200);
    const validity = await supertest(homeserver.app).get(
      '/_matrix/client/v1/register/m.login.registration_token/validity?token=letmein',
    );
    expect(validity.body).toEqual({ valid: true });
  });

  test('can be closed, for guests too', async () => {
    const closed = server({ dummy: false, guests: false });
    expect((await register(closed, { auth: { type: 'm.login.dummy' } })).status).toBe(403);
    expect((await register(closed, {}, '?kind=guest')).body).toMatchObject({ errcode: 'M_GUEST_ACCESS_FORBIDDEN' });
    expect((await register(server(), {}, '?kind=guest')).status).toBe(200);
    expect((await register(server(), {}, '?kind=bot')).body).toMatchObject({ errcode: 'M_INVALID_PARAM' });
  });
});

describe('login', () => {
  const password = { type: 'm.login.password', password: 'secret' };

  test('by password, with the user named in any of the usual ways', async () => {
    const homeserver = server();
    await testUser(homeserver, 'alice');
    expect((await supertest(homeserver.app).get(`${V3}/login`)).body).toEqual({
      flows: [{ type: 'm.login.password' }],
    });
    for (const user of [
      { identifier: { type: 'm.id.user', user: 'alice' } },
      { identifier: { type: 'm.id.user', user: '@alice:localhost' } },
      { user: 'alice' },
    ]) {
      const answer = await supertest(homeserver.app)
        .post(`${V3}/login`)
        .send({ ...password, ...user });
      expect([answer.status, answer.body]).toMatchObject([200, { user_id: '@alice:localhost' }]);
    }
  });

  test('refuses wrong passwords and unknown users alike', async () => {
    const homeserver = server();
    await testUser(homeserver, 'alice');
    const attempt = async (user: string, given: string): Promise<[number, unknown]> => {
      const answer = await supertest(homeserver.app)
        .post(`${V3}/login`)
        .send({ type: 'm.login.password', user, password: given });
      return [answer.status, answer.body];
    };
    expect(await attempt('alice', 'wrong')).toMatchObject([403, { errcode: 'M_FORBIDDEN' }]);
    expect(await attempt('nobody', 'secret')).toEqual(await attempt('alice', 'wrong'));
    expect(await attempt('__proto__', 'secret')).toEqual(await attempt('alice', 'wrong'));
  });

  test('on a known device makes its older token void, and keeps the device', async () => {
    const homeserver = server();
    const alice = await testUser(homeserver, 'alice');
    await alice.put(`/devices/${alice.deviceId}`, { display_name: 'Laptop' });
    const again = await supertest(homeserver.app)
      .post(`${V3}/login`)
      .send({ ...password, user: 'alice', device_id: alice.deviceId });
    expect((await alice.get('/account/whoami')).body).toMatchObject({ errcode: 'M_UNKNOWN_TOKEN' });
    const { access_token: token } = again.body as { access_token: string };
    const devices = (await testDevice(homeserver, { ...alice, token }).get('/devices')).body as { devices: object[] };
    expect(devices.devices).toMatchObject([{ device_id: alice.deviceId, display_name: 'Laptop' }]);
  });
});

test('a token in the query does as well as one in the header', async () => {
  const homeserver = server();
  const { token, userId, deviceId } = await testUser(homeserver, 'alice');
  const who = await supertest(homeserver.app).get(`${V3}/account/whoami?access_token=${token}`);
  expect(who.body).toEqual({ user_id: userId, device_id: deviceId, is_guest: false });
});

test('logout ends one device, logout/all every one', async () => {
  const homeserver = server();
  const alice = await testUser(homeserver, 'alice');
  const bob = await testUser(homeserver, 'bob');
  const login = async (): Promise<typeof alice> => {
    const { body } = await supertest(homeserver.app)
      .post(`${V3}/login`)
      .send({ type: 'm.login.password', user: 'alice', password: 'secret' });
    const { access_token: token, device_id: deviceId } = body as { access_token: string; device_id: string };
    return testDevice(homeserver, { userId: alice.userId, deviceId, token });
  };
  const [second, third] = [await login(), await login()];
  expect((await second.post('/logout')).status).toBe(200);
  expect((await second.get('/account/whoami')).status).toBe(401);
  expect((await third.get('/account/whoami')).status).toBe(200);
  expect((await third.post('/logout/all')).status).toBe(200);
  for (const device of [alice, third]) expect((await device.get('/account/whoami')).status).toBe(401);
  expect((await bob.get('/account/whoami')).status).toBe(200);
});
