import supertest, { type Response } from 'supertest';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { createHomeserver, type Homeserver } from '../homeserver.js';
import { virtualClock, type VirtualClock } from '../time/virtual-clock.js';
import { testDevice, testUser, type TestUser } from './client.testkit.js';

let clock: VirtualClock;
let server: Homeserver;
let alice: TestUser;

beforeEach(async () => {
  clock = virtualClock();
  server = createHomeserver({ clock });
  alice = await testUser(server, 'alice');
});
afterEach(() => server.close());

async function newDevice(deviceId: string): Promise<TestUser> {
  const login = await supertest(server.app)
    .post('/_matrix/client/v3/login')
    .send({
      type: 'm.login.password',
      identifier: { type: 'm.id.user', user: 'alice' },
      password: 'secret',
      device_id: deviceId,
    })
    .expect(200);
  return testDevice(server, { ...alice, deviceId, token: (login.body as { access_token: string }).access_token });
}

function proof(password = 'secret', user = 'alice'): object {
  return { auth: { type: 'm.login.password', identifier: { type: 'm.id.user', user }, password } };
}

async function remove(deviceId: string, body: object = {}): Promise<Response> {
  return alice.delete(`/devices/${deviceId}`, body);
}

async function deviceIds(): Promise<string[]> {
  const { devices } = (await alice.get('/devices')).body as { devices: { device_id: string }[] };
  return devices.map((device) => device.device_id);
}

describe('the list of devices', () => {
  test('says of each what it is called, and when and from where it was seen', async () => {
    await newDevice('TABLET');
    clock.advanceTo(clock.now() + 5_000);
    const seenBefore = clock.now() - 5_000;
    expect((await alice.get('/devices')).body).toEqual({
      devices: [
        {
          device_id: alice.deviceId,
          display_name: alice.deviceId,
          last_seen_ts: clock.now(),
          last_seen_ip: expect.stringContaining('127.0.0.1') as unknown,
        },
        {
          device_id: 'TABLET',
          display_name: 'TABLET',
          last_seen_ts: seenBefore,
          last_seen_ip: expect.stringContaining('127.0.0.1') as unknown,
        },
      ],
    });
  });

  test('is the owner’s alone', async () => {
    const bob = await testUser(server, 'bob');
    expect((await bob.get(`/devices/${alice.deviceId}`)).status).toBe(404);
    expect((await bob.put(`/devices/${alice.deviceId}`, { display_name: 'Mine' })).status).toBe(404);
    expect((await bob.delete(`/devices/${alice.deviceId}`, proof('secret', 'bob'))).status).toBe(200);
    expect(await deviceIds()).toEqual([alice.deviceId]);
  });
});

describe('removing a device', () => {
  test('takes the password, which is asked for first and is no error yet', async () => {
    const tablet = await newDevice('TABLET');
    const asked = await remove('TABLET');
    expect([asked.status, asked.body]).toEqual([
      401,
      { flows: [{ stages: ['m.login.password'] }], params: {}, completed: [], session: expect.any(String) as unknown },
    ]);
    const { session } = asked.body as { session: string };

    const wrong = await remove('TABLET', { auth: { ...(proof('guessed') as { auth: object }).auth, session } });
    expect([wrong.status, wrong.body]).toMatchObject([401, { errcode: 'M_UNAUTHORIZED', session }]);
    expect((await tablet.get('/account/whoami')).status).toBe(200);

    expect((await remove('TABLET', { auth: { ...(proof() as { auth: object }).auth, session } })).body).toEqual({});
    expect((await tablet.get('/account/whoami')).body).toMatchObject({ errcode: 'M_UNKNOWN_TOKEN' });
    expect(await deviceIds()).toEqual([alice.deviceId]);
  });

  test('by somebody else’s password, or by another stage, is refused', async () => {
    await testUser(server, 'bob');
    await newDevice('TABLET');
    expect((await remove('TABLET', proof('secret', 'bob'))).status).toBe(401);
    expect((await remove('TABLET', { auth: { type: 'm.login.dummy' } })).body).toMatchObject({
      errcode: 'M_UNAUTHORIZED',
      flows: [{ stages: ['m.login.password'] }],
    });
    expect(await deviceIds()).toEqual([alice.deviceId, 'TABLET']);
  });

  test('that is gone already succeeds', async () => {
    expect((await remove('NOWHERE', proof())).status).toBe(200);
  });

  test('several at once', async () => {
    await newDevice('TABLET');
    await newDevice('PHONE');
    const request = { devices: ['TABLET', 'PHONE', 'NOWHERE'] };
    expect((await alice.post('/delete_devices', request)).status).toBe(401);
    expect(await deviceIds()).toHaveLength(3);
    expect((await alice.post('/delete_devices', { ...request, ...proof() })).body).toEqual({});
    expect(await deviceIds()).toEqual([alice.deviceId]);
  });

  test.each([
    [{}, 'M_MISSING_PARAM'],
    [{ devices: 'TABLET' }, 'M_BAD_JSON'],
    [{ devices: [1] }, 'M_BAD_JSON'],
  ])('is refused when the devices are malformed: %j', async (request, errcode) => {
    const answer = await alice.post('/delete_devices', { ...request, ...proof() });
    expect([answer.status, answer.body]).toMatchObject([400, { errcode }]);
  });
});
