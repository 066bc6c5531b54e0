import { afterEach, beforeEach, describe, expect, test } from 'vitest';

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

const identifier = { type: 'm.id.user', user: 'alice' };
const login = { type: 'm.login.password', identifier, password: 'secret' };

describe('deactivating an account', () => {
  test('takes the password, and ends the account for good', async () => {
    const other = await alice.post('/login', login);
    expect(other.status).toBe(200);
    const wanted = await alice.post('/account/deactivate');
    expect(wanted).toMatchObject({ status: 401, body: { flows: [{ stages: ['m.login.password'] }] } });
    expect((await alice.get('/account/whoami')).status).toBe(200);

    const auth = { ...login, session: (wanted.body as { session: string }).session };
    expect((await alice.post('/account/deactivate', { auth })).body).toEqual({ id_server_unbind_result: 'no-support' });
    expect((await alice.get('/account/whoami')).body).toMatchObject({ errcode: 'M_UNKNOWN_TOKEN' });
    const bob = await testUser(server, 'bob');
    expect(await bob.post('/login', login)).toMatchObject({ status: 403, body: { errcode: 'M_USER_DEACTIVATED' } });
    expect((await bob.get('/register/available?username=alice')).body).toMatchObject({ errcode: 'M_USER_IN_USE' });
  });

  test('says nothing of it to who does not know the password', async () => {
    await alice.post('/account/deactivate', { auth: login });
    const bob = await testUser(server, 'bob');
    expect((await bob.post('/login', { ...login, password: 'wrong' })).body).toMatchObject({ errcode: 'M_FORBIDDEN' });
  });
});
