import { connect } from 'node:net';
import { text } from 'node:stream/consumers';

import supertest from 'supertest';
import { afterEach, beforeEach, expect, test } from 'vitest';

import { createHomeserver, type Homeserver, type Listening } from '../homeserver.js';
import { virtualClock } from '../time/virtual-clock.js';
import { testUser } from './client.testkit.js';

let server: Homeserver;
let listening: Listening;

beforeEach(async () => {
  server = createHomeserver({ clock: virtualClock() });
  listening = await server.listen();
});
afterEach(async () => {
  server.close();
  await listening.close();
});

test('listens on a free port of this machine alone', async () => {
  expect(listening.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  await supertest(listening.url).get('/_matrix/client/versions').expect(200);
});

test('says so when it cannot listen', async () => {
  const port = Number(new URL(listening.url).port);
  await expect(server.listen({ port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
});

/** What a raw connection is answered. */
async function rawAnswer(bytes: string): Promise<{ status: string | undefined; body: unknown }> {
  const socket = connect(Number(new URL(listening.url).port), '127.0.0.1');
  socket.write(bytes);
  const [head = '', body = ''] = (await text(socket)).split('\r\n\r\n');
  return { status: /^HTTP\/1\.1 (\d+)/.exec(head)?.[1], body: JSON.parse(body) };
}

test('takes long URLs, and refuses longer ones in Matrix’s form', async () => {
  const room = encodeURIComponent('ü'.repeat(20_000));
  const long = await fetch(`${listening.url}/_matrix/client/v3/rooms/${room}/state`);
  expect([long.status, await long.json()]).toMatchObject([401, { errcode: 'M_MISSING_TOKEN' }]);
  const longer = await fetch(`${listening.url}/${'x'.repeat(140_000)}`);
  expect([longer.status, await longer.json()]).toMatchObject([414, { errcode: 'M_TOO_LARGE' }]);
  expect(await rawAnswer(`GET /${'x'.repeat(300_000)} HTTP/1.1\r\nHost: a\r\n\r\n`)).toMatchObject({
    status: '431',
    body: { errcode: 'M_TOO_LARGE' },
  });
});

test.each(['nonsense\r\n\r\n', 'GET / HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n', 'GET / HTTP/9.9\r\n\r\n'])(
  'answers what is not HTTP in Matrix’s form: %j',
  async (bytes) => {
    expect(await rawAnswer(bytes)).toMatchObject({ status: '400', body: { errcode: 'M_UNKNOWN' } });
  },
);

test('a client that goes away frees its waiting sync', async () => {
  const alice = await testUser(server, 'alice');
  const { next_batch: since } = await alice.sync();
  const client = new AbortController();
  const waiting = fetch(`${listening.url}/_matrix/client/v3/sync?timeout=60000&since=${since}`, {
    headers: { authorization: `Bearer ${alice.token}` },
    signal: client.signal,
  });
  await expect.poll(() => server.parkedRequests()).toBe(1);
  client.abort();
  await expect(waiting).rejects.toThrow();
  await expect.poll(() => server.parkedRequests()).toBe(0);
});

test('closing ends waiting and idle connections at once', async () => {
  const alice = await testUser(server, 'alice');
  const { next_batch: since } = await alice.sync();
  const waiting = fetch(`${listening.url}/_matrix/client/v3/sync?timeout=60000&since=${since}`, {
    headers: { authorization: `Bearer ${alice.token}` },
  });
  const outcome = waiting.then(
    () => 'answered',
    () => 'cut off',
  );
  await expect.poll(() => server.parkedRequests()).toBe(1);
  await listening.close();
  expect(await outcome).toBe('cut off');
  await expect.poll(() => server.parkedRequests()).toBe(0);
});
