import { gzipSync } from 'node:zlib';

import supertest from 'supertest';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';

import { createHomeserver, type Homeserver } from '../homeserver.js';
import { virtualClock } from '../time/virtual-clock.js';
import { MAX_BODY_BYTES } from './app.js';
import { testUser, type TestUser } from './client.testkit.js';

let server: Homeserver;
let alice: TestUser;

beforeEach(async () => {
  server = createHomeserver({ clock: virtualClock() });
  alice = await testUser(server, 'alice');
});
afterEach(() => server.close());

describe('paths and methods', () => {
  test.each(['/', '/_matrix', '/_matrix/client/v3/nowhere', '/_matrix/client/r0/sync', '/_clock', '/__proto__', '//'])(
    'a path that is not known is 404: %s',
    async (path) => {
      const answer = await supertest(server.app).get(path);
      expect([answer.status, answer.body]).toMatchObject([404, { errcode: 'M_UNRECOGNIZED' }]);
    },
  );

  test.each([
    ['delete', '/_matrix/client/v3/sync', 'GET, HEAD'],
    ['post', '/_matrix/client/v3/rooms/a/send/b/c', 'PUT'],
    ['get', '/_matrix/client/v3/createRoom', 'POST'],
    ['patch', '/_matrix/client/v3/rooms/a/state/b', 'PUT, GET, HEAD'],
    ['post', '/_matrix/client/v3/rooms/a/send_future/b/c', 'PUT'],
  ] as const)('a method that a path does not have is 405: %s %s', async (method, path, allowed) => {
    const answer = await supertest(server.app)[method](path);
    expect([answer.status, answer.body]).toMatchObject([405, { errcode: 'M_UNRECOGNIZED' }]);
    expect(answer.headers['allow']?.split(', ').toSorted()).toEqual(allowed.split(', ').toSorted());
  });

  test('HEAD is answered as GET is, without a body', async () => {
    const answer = await supertest(server.app).head('/_matrix/client/versions').expect(200);
    expect(answer.text).toBeUndefined();
  });

  test('is answered in full, whatever the client says to have already', async () => {
    await supertest(server.app).get('/_matrix/client/versions').set('If-None-Match', '*').expect(200);
  });

  test('a path that is badly escaped is 400', async () => {
    const answer = await alice.get('/rooms/%E0%A4%A/state');
    expect([answer.status, answer.body]).toMatchObject([400, { errcode: 'M_INVALID_PARAM' }]);
  });
});

describe('web pages', () => {
  test('may use everything, errors included', async () => {
    for (const path of ['/_matrix/client/versions', '/_matrix/client/v3/sync', '/_matrix/client/v3/nowhere']) {
      expect((await supertest(server.app).get(path)).headers['access-control-allow-origin']).toBe('*');
    }
  });

  test('are told so in advance, whatever the path', async () => {
    for (const path of [
      '/_matrix/client/v3/sync',
      '/_matrix/client/v3/nowhere',
      '/_matrix/client/v3/rooms/%E0%A4%A/state',
    ]) {
      const answer = await supertest(server.app).options(path).expect(204);
      expect(answer.headers).toMatchObject({
        'access-control-allow-origin': '*',
        'access-control-allow-methods': 'GET, HEAD, POST, PUT, DELETE, OPTIONS',
        'access-control-allow-headers': 'X-Requested-With, Content-Type, Authorization, Date',
      });
    }
  });
});

describe('bodies', () => {
  const put = (body: string | Buffer, headers: Record<string, string> = {}): Promise<supertest.Response> =>
    supertest(server.app)
      .put(`/_matrix/client/v3/user/${alice.userId}/account_data/t`)
      .set({ authorization: `Bearer ${alice.token}`, 'content-type': 'application/json', ...headers })
      .serialize((given: unknown) => given as string)
      .send(body as string)
      .then((answer) => answer);

  test.each([
    ['', 'M_NOT_JSON'],
    ['{', 'M_NOT_JSON'],
    ['{"a":1}x', 'M_NOT_JSON'],
    ['[]', 'M_BAD_JSON'],
    ['null', 'M_BAD_JSON'],
    ['"text"', 'M_BAD_JSON'],
    [`{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`, 'M_BAD_JSON'],
  ])('which are no JSON object are 400: %.20s', async (body, errcode) => {
    expect([(await put(body)).status, (await put(body)).body]).toMatchObject([400, { errcode }]);
  });

  test('which are no UTF-8 are 400', async () => {
    const answer = await server.handle(
      new Request(`http://hs/_matrix/client/v3/user/${alice.userId}/account_data/t`, {
        method: 'PUT',
        headers: { authorization: `Bearer ${alice.token}` },
        body: Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]),
      }),
    );
    expect([answer.status, await answer.json()]).toMatchObject([400, { errcode: 'M_NOT_JSON' }]);
  });

  test('are read whatever their content type says', async () => {
    expect((await put('{"a":1}', { 'content-type': 'text/plain' })).status).toBe(200);
    expect((await put('{"a":1}', { 'content-type': 'nonsense; charset=' })).status).toBe(200);
  });

  test('which are too large are 413, also when they are small as long as they are packed', async () => {
    const large = JSON.stringify({ a: 'x'.repeat(MAX_BODY_BYTES) });
    expect([(await put(large)).status, (await put(large)).body]).toMatchObject([413, { errcode: 'M_TOO_LARGE' }]);
    const packed = new Request(`http://hs/_matrix/client/v3/user/${alice.userId}/account_data/t`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${alice.token}`, 'content-encoding': 'gzip' },
      body: gzipSync(large),
    });
    expect((await server.handle(packed)).status).toBe(413);
  });

  test('authentication is judged before them', async () => {
    const path = '/_matrix/client/v3/rooms/a/send/b/c';
    expect((await supertest(server.app).put(path).send('{')).body).toMatchObject({ errcode: 'M_MISSING_TOKEN' });
    const wrong = await supertest(server.app).put(path).set('Authorization', 'Bearer wrong').send('{');
    expect([wrong.status, wrong.body]).toMatchObject([401, { errcode: 'M_UNKNOWN_TOKEN' }]);
  });
});

describe('limits', () => {
  test('a URL or headers beyond measure are refused in Matrix’s form', async () => {
    const url = await server.handle(new Request(`http://hs/_matrix/client/versions?${'x'.repeat(200_000)}`));
    expect([url.status, await url.json()]).toMatchObject([414, { errcode: 'M_TOO_LARGE' }]);
    const headers = await server.handle(
      new Request('http://hs/_matrix/client/versions', { headers: { x: 'x'.repeat(70_000) } }),
    );
    expect([headers.status, await headers.json()]).toMatchObject([431, { errcode: 'M_TOO_LARGE' }]);
  });
});

test('a mistake of ours is a 500 without details, and loud', async () => {
  const stderr = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  const broken = createHomeserver({
    clock: {
      now: () => {
        throw new Error('secret detail');
      },
      schedule: () => ({ cancel() {} }),
    },
  });
  const answer = await supertest(broken.app)
    .post('/_matrix/client/v3/register')
    .send({ username: 'a', password: 'b', auth: { type: 'm.login.dummy' } });
  expect([answer.status, answer.body]).toEqual([500, { errcode: 'M_UNKNOWN', error: 'The server made a mistake.' }]);
  expect(stderr.mock.calls.join('')).toContain('secret detail');
  stderr.mockRestore();
});

test('several homeservers in one process know nothing of each other', async () => {
  const other = createHomeserver({ serverName: 'other.example', clock: virtualClock() });
  const who = await supertest(other.app)
    .get('/_matrix/client/v3/account/whoami')
    .set('Authorization', `Bearer ${alice.token}`);
  expect(who.body).toMatchObject({ errcode: 'M_UNKNOWN_TOKEN' });
  expect((await testUser(other, 'alice')).userId).toBe('@alice:other.example');
  other.close();
});

test.each([
  ['/_matrix/client/versions', 200],
  ['/_matrix/client/v3/sync', 401],
  ['/_matrix/client/v3/nowhere', 404],
  ['/.well-known/matrix/client', 200],
])('%s is answered as plain application/json, without a charset', async (path, status) => {
  for (const method of ['GET', 'HEAD']) {
    const answer = await server.handle(new Request(`http://hs${path}`, { method }));
    expect([answer.status, answer.headers.get('content-type')]).toEqual([status, 'application/json']);
  }
});
