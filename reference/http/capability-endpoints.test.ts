import supertest from 'supertest';
import { afterEach, beforeEach, expect, test } from 'vitest';

import { createHomeserver, type Homeserver } from '../homeserver.js';
import { virtualClock } from '../time/virtual-clock.js';
import { testUser, type TestUser } from './client.testkit.js';

let server: Homeserver;
let alice: TestUser;

beforeEach(async () => {
  server = createHomeserver({ clock: virtualClock() });
  alice = await testUser(server, 'alice');
});
afterEach(() => server.close());

interface Capabilities {
  readonly 'm.room_versions': { readonly default: string; readonly available: Readonly<Record<string, string>> };
  readonly [name: string]: unknown;
}

async function capabilities(): Promise<Capabilities> {
  const { body } = await alice.get('/capabilities');
  return (body as { capabilities: Capabilities }).capabilities;
}

test('rooms can be made in each version that is available, and in no other', async () => {
  const { default: usual, available } = (await capabilities())['m.room_versions'];
  expect(Object.keys(available)).toContain(usual);
  const versionOf = async (request: object): Promise<unknown> => {
    const { body } = await alice.get(`/rooms/${await alice.createRoom(request)}/state/m.room.create`);
    return (body as { room_version: string }).room_version;
  };
  expect(await versionOf({})).toBe(usual);
  for (const version of Object.keys(available)) expect(await versionOf({ room_version: version })).toBe(version);
  expect((await alice.post('/createRoom', { room_version: '1' })).body).toMatchObject({
    errcode: 'M_UNSUPPORTED_ROOM_VERSION',
  });
});

test('profiles can be changed where a capability says so', async () => {
  expect(await capabilities()).toMatchObject({
    'm.set_displayname': { enabled: true },
    'm.set_avatar_url': { enabled: true },
  });
  for (const field of ['displayname', 'avatar_url']) {
    expect((await alice.put(`/profile/${alice.userId}/${field}`, { [field]: 'mxc://a/b' })).status).toBe(200);
  }
});

test.each([
  ['m.change_password', 'v3/account/password'],
  ['m.3pid_changes', 'v3/account/3pid/add'],
  ['m.get_login_token', 'v1/login/get_token'],
])('what a capability denies is not there: %s', async (name, path) => {
  expect((await capabilities())[name]).toEqual({ enabled: false });
  const answer = await supertest(server.app)
    .post(`/_matrix/client/${path}`)
    .set('Authorization', `Bearer ${alice.token}`)
    .send({});
  expect(answer.body).toMatchObject({ errcode: 'M_UNRECOGNIZED' });
});
