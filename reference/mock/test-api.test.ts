import { http } from 'msw';
import { setupServer } from 'msw/node';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';

import { act, ask, schedule } from './mock-calls.testkit.js';
import { mockHomeserver } from './mock-homeserver.js';

const hs = mockHomeserver('https://hs.example');
const network = setupServer(...hs.handlers);
const V3 = '/_matrix/client/v3';

beforeAll(() => network.listen({ onUnhandledRequest: 'error' }));
beforeEach(() => hs.reset());
afterAll(() => {
  network.close();
  hs.close();
});

const texts = (roomId: string): unknown[] =>
  hs
    .room(roomId)
    .events('m.room.message')
    .map(({ content }) => content['body']);

describe('users and rooms', () => {
  test('a user can use their access token, and log in with their password', async () => {
    const alice = hs.user('alice', { password: 'word', deviceId: 'PHONE', displayName: 'Alice' });
    expect(alice).toMatchObject({ userId: '@alice:hs.example', deviceId: 'PHONE' });
    const who = await ask(hs, 'GET', `${V3}/account/whoami`, { by: alice });
    expect(who.body).toMatchObject({ user_id: alice.userId, device_id: 'PHONE' });
    expect((await ask(hs, 'GET', `${V3}/profile/${alice.userId}`)).body).toMatchObject({ displayname: 'Alice' });
    const logIn = (password: string): object => ({
      type: 'm.login.password',
      identifier: { type: 'm.id.user', user: 'alice' },
      password,
    });
    expect((await ask(hs, 'POST', `${V3}/login`, { body: logIn('word') })).status).toBe(200);
    expect((await ask(hs, 'POST', `${V3}/login`, { body: logIn('other') })).status).toBe(403);
  });

  test('the same name again is another device of the same user', () => {
    const [phone, laptop] = [hs.user('alice'), hs.user('alice')];
    expect(laptop.userId).toBe(phone.userId);
    expect(laptop.deviceId).not.toBe(phone.deviceId);
  });

  test('a room has its members, and keeps its rules', async () => {
    const [alice, bob, carol] = [hs.user('alice'), hs.user('bob'), hs.user('carol')];
    const room = hs.createRoom(alice, { members: [bob], openState: ['org.example.call'], request: { name: 'Tea' } });
    expect(room.members()).toEqual([alice.userId, bob.userId]);
    expect(room.state('m.room.name')).toEqual({ name: 'Tea' });
    room.send(bob, 'org.example.call', { in: true }, bob.userId);
    expect(room.state('org.example.call', bob.userId)).toEqual({ in: true });
    expect(() => room.send(bob, 'm.room.name', { name: 'Coffee' }, '')).toThrow(/power|allowed|may/i);
    expect(() => room.send(carol, 'm.room.message', { body: 'hello' })).toThrow();
    room.join(carol);
    room.send(carol, 'm.room.message', { body: 'hello' });
    room.leave(bob);
    expect(room.members()).toEqual([alice.userId, carol.userId]);
    const seen = await ask(hs, 'GET', `${V3}/rooms/${encodeURIComponent(room.roomId)}/messages?dir=b`, { by: carol });
    expect(JSON.stringify(seen.body)).toContain('hello');
  });

  test('a room that a client has made can be looked into, and one that nobody has made cannot', async () => {
    const alice = hs.user('alice');
    const { body } = await ask(hs, 'POST', `${V3}/createRoom`, { by: alice, body: { name: 'Tea' } });
    expect(hs.room(String(body['room_id'])).state('m.room.name')).toEqual({ name: 'Tea' });
    expect(() => hs.room('!none:hs.example')).toThrow('!none:hs.example');
  });
});

describe('time', () => {
  test('stands still until it is moved, and events come at their own moments', async () => {
    const alice = hs.user('alice');
    const { roomId } = hs.createRoom(alice);
    const startedAt = hs.clock.now();
    await schedule(hs, alice, { roomId, delay_ms: 2_000, content: { body: 'second' } });
    await schedule(hs, alice, { roomId, delay_ms: 1_000, content: { body: 'first' } });
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(hs.clock.now()).toBe(startedAt);
    await hs.clock.advance(1_999);
    expect(texts(roomId)).toEqual(['first']);
    await hs.clock.advance(1);
    expect(texts(roomId)).toEqual(['first', 'second']);
    const times = hs
      .room(roomId)
      .events('m.room.message')
      .map((event) => event.origin_server_ts - startedAt);
    expect(times).toEqual([1_000, 2_000]);
  });

  test('a day and a month are moved as fast as a second', async () => {
    hs.reset({ delayedEvents: { maxDelay: null } });
    const alice = hs.user('alice');
    const { roomId } = hs.createRoom(alice);
    await schedule(hs, alice, { roomId, delay_ms: 2 ** 31 + 5, content: { body: 'late' } });
    await hs.clock.advance(2 ** 31 + 4);
    expect(texts(roomId)).toEqual([]);
    await hs.clock.advance(1);
    expect(texts(roomId)).toEqual(['late']);
  });

  test('a sync that waits has been answered, and the client has asked again, before the move is over', async () => {
    const alice = hs.user('alice');
    const { roomId } = hs.createRoom(alice);
    await schedule(hs, alice, { roomId, delay_ms: 5_000, content: { body: 'hello' } });
    const seen: string[] = [];
    const stop = new AbortController();
    const polling = (async () => {
      for (let since = ''; ;) {
        const path = `${V3}/sync?timeout=30000${since}`;
        const { body } = await ask(hs, 'GET', path, { by: alice, signal: stop.signal });
        since = `&since=${String(body['next_batch'])}`;
        if (JSON.stringify(body).includes('hello')) seen.push(`hello at ${hs.clock.now()}`);
      }
    })().catch(() => undefined);
    await hs.clock.advance(0);
    expect(hs.homeserver.parkedRequests()).toBe(1);
    const dueAt = hs.clock.now() + 5_000;
    await hs.clock.advance(10_000);
    expect(seen).toEqual([`hello at ${dueAt}`]);
    expect(hs.homeserver.parkedRequests()).toBe(1);
    stop.abort();
    await polling;
    await hs.clock.advance(0);
    expect(hs.homeserver.parkedRequests()).toBe(0);
  });

  test('moves that are begun together happen one after the other, and none goes back', async () => {
    const startedAt = hs.clock.now();
    await Promise.all([hs.clock.advance(10), hs.clock.advance(5)]);
    expect(hs.clock.now()).toBe(startedAt + 15);
    expect(() => hs.clock.advance(-1)).toThrow(RangeError);
    expect(() => hs.clock.advanceTo(startedAt)).toThrow(RangeError);
  });
});

describe('what waits', () => {
  test('is shown with when it is due, until it has ended', async () => {
    const alice = hs.user('alice');
    const { roomId } = hs.createRoom(alice);
    const delayId = await schedule(hs, alice, { roomId, delay_ms: 9_000, content: { body: 'later' } });
    const dueAt = hs.clock.now() + 9_000;
    const shown = { revision: 'delayed-events', roomId, sender: alice.userId, type: 'm.room.message', delayId };
    expect(hs.waiting()).toEqual([{ ...shown, content: { body: 'later' }, dueAt, delayMs: 9_000 }]);
    await hs.clock.advance(4_000);
    expect(await act(hs, alice, delayId, 'restart')).toBe(200);
    expect(hs.waiting()).toMatchObject([{ dueAt: dueAt + 4_000 }]);
    expect(await act(hs, alice, delayId, 'cancel')).toBe(200);
    expect(hs.waiting()).toEqual([]);
  });

  test('is shown in the older revision, too, with its tokens', async () => {
    const alice = hs.user('alice');
    const { roomId } = hs.createRoom(alice);
    const path = `${V3}/rooms/${encodeURIComponent(roomId)}/send_future/m.room.message`;
    const timed = await ask(hs, 'PUT', `${path}/1?future_timeout=9000`, { by: alice, body: { body: 'late' } });
    const group = String(timed.body['future_group_id']);
    await ask(hs, 'PUT', `${path}/2?future_timeout=none&future_group_id=${group}`, {
      by: alice,
      body: { body: 'by hand' },
    });
    expect(hs.waiting()).toMatchObject([
      { revision: 'futures', futureGroupId: group, delayMs: 9_000, dueAt: hs.clock.now() + 9_000 },
      { revision: 'futures', futureGroupId: group, delayMs: undefined, dueAt: undefined },
    ]);
    const { tokens } = hs.waiting()[1] ?? {};
    expect(tokens).not.toHaveProperty('refresh');
    expect((await ask(hs, 'POST', `${V3}/futures/${tokens?.send}`)).status).toBe(200);
    expect(texts(roomId)).toEqual(['by hand']);
    expect(hs.waiting()).toEqual([]);
  });
});

describe('what came', () => {
  test('is told with who asked and what was answered', async () => {
    const alice = hs.user('alice');
    const { roomId } = hs.createRoom(alice);
    const path = `${V3}/rooms/${encodeURIComponent(roomId)}/send/m.room.message/t%201`;
    await ask(hs, 'PUT', `${path}?a=%C3%A4&b=2`, { by: alice, body: { body: 'hello' } });
    await ask(hs, 'GET', `${V3}/sync`);
    expect(hs.requests()).toEqual([
      {
        method: 'PUT',
        path,
        query: { a: 'ä', b: '2' },
        body: { body: 'hello' },
        userId: alice.userId,
        at: hs.clock.now(),
        status: 200,
      },
      {
        method: 'GET',
        path: `${V3}/sync`,
        query: {},
        body: undefined,
        userId: undefined,
        at: hs.clock.now(),
        status: 401,
      },
    ]);
    expect(hs.requests({ method: 'put' })).toHaveLength(1);
    expect(hs.requests({ path: '/sync' })).toHaveLength(1);
    expect(hs.requests({ path: /t%20\d$/ })).toHaveLength(1);
    expect(hs.requests({ method: 'PUT', path: '/sync' })).toEqual([]);
  });
});

describe('what goes wrong', () => {
  const versions = '/_matrix/client/versions';

  test.each([
    [{}, 500, 'M_UNKNOWN'],
    [{ status: 429 }, 429, 'M_LIMIT_EXCEEDED'],
    [{ errcode: 'M_FORBIDDEN' }, 403, 'M_FORBIDDEN'],
    [{ errcode: 'M_BAD_JSON' }, 400, 'M_BAD_JSON'],
    [{ status: 502 }, 502, 'M_UNKNOWN'],
    [{ status: 418, errcode: 'ORG.EXAMPLE' }, 418, 'ORG.EXAMPLE'],
  ])('%j is an answer, once', async (failure, status, errcode) => {
    hs.failNext(failure);
    expect(await ask(hs, 'GET', versions)).toMatchObject({ status, body: { errcode } });
    expect((await ask(hs, 'GET', versions)).status).toBe(200);
    expect(hs.requests().map((request) => request.status)).toEqual([status, 200]);
  });

  test('a limit says how long to wait', async () => {
    hs.failNext({ status: 429, retryAfterMs: 1_500, times: 2 });
    for (let time = 0; time < 2; time += 1) {
      const { headers, body } = await ask(hs, 'GET', versions);
      expect([headers.get('retry-after'), body['retry_after_ms']]).toEqual(['2', 1_500]);
    }
    expect((await ask(hs, 'GET', versions)).status).toBe(200);
  });

  test.each([[{ retryAfterMs: 1_500 }], [{ retryAfterMs: 1_500, delay: 0 }]])(
    'how long to wait is enough of a limit: %j',
    async (failure) => {
      hs.failNext(failure);
      const answered = ask(hs, 'GET', versions);
      await hs.clock.advance(0);
      expect(await answered).toMatchObject({
        status: 429,
        body: { errcode: 'M_LIMIT_EXCEEDED', retry_after_ms: 1_500 },
      });
    },
  );

  test('only the requests that are meant', async () => {
    hs.failNext({ path: '/login' });
    expect((await ask(hs, 'GET', versions)).status).toBe(200);
    expect((await ask(hs, 'GET', `${V3}/login`)).status).toBe(500);
  });

  test('a broken connection, before or after the homeserver has done what is asked', async () => {
    const alice = hs.user('alice');
    const room = hs.createRoom(alice);
    const path = `${V3}/rooms/${encodeURIComponent(room.roomId)}/send/m.room.message`;
    hs.failNext({ networkError: true });
    await expect(ask(hs, 'PUT', `${path}/1`, { by: alice, body: { body: 'never came' } })).rejects.toThrow(TypeError);
    expect(texts(room.roomId)).toEqual([]);
    hs.failNext({ answerLost: true });
    await expect(ask(hs, 'PUT', `${path}/2`, { by: alice, body: { body: 'came' } })).rejects.toThrow(TypeError);
    expect((await ask(hs, 'PUT', `${path}/2`, { by: alice, body: { body: 'came' } })).status).toBe(200);
    expect(texts(room.roomId)).toEqual(['came']);
  });

  test('a delay, in the time of the homeserver', async () => {
    hs.failNext({ delay: 3_000 });
    let answered = false;
    const slow = ask(hs, 'GET', versions).then(({ status }) => {
      answered = true;
      return status;
    });
    await hs.clock.advance(2_999);
    expect(answered).toBe(false);
    await hs.clock.advance(1);
    expect(answered).toBe(true);
    expect(await slow).toBe(200);
  });

  test('a delay that the client does not wait for', async () => {
    const stop = new AbortController();
    hs.failNext({ delay: 3_000, status: 500 });
    const slow = ask(hs, 'GET', versions, { signal: stop.signal });
    await hs.clock.advance(1_000);
    stop.abort();
    await expect(slow).rejects.toThrow();
    await hs.clock.advance(5_000);
    expect(hs.requests()).toMatchObject([{ status: undefined }]);
  });

  test.each(['reset', 'close'] as const)('a delay that ends with a broken connection by %s()', async (end) => {
    const other = mockHomeserver('https://held.example');
    network.use(...other.handlers);
    other.failNext({ delay: 3_000 });
    const slow = ask(other, 'GET', versions);
    const outcome = expect(slow).rejects.toThrow(TypeError);
    await other.clock.advance(1_000);
    other[end]();
    await outcome;
    await other.clock.advance(0);
    other.close();
    network.resetHandlers();
  });
});

describe('settings', () => {
  test('readings, limits, revisions and wire forms are chosen anew with a reset', async () => {
    const features = async (): Promise<unknown> =>
      (await ask(hs, 'GET', '/_matrix/client/versions')).body['unstable_features'];
    expect(await features()).toMatchObject({
      'io.element.futures': true,
      'org.matrix.msc4140': true,
      'org.matrix.msc4140.stable': true,
    });
    hs.reset({ revisions: ['delayed-events'], delayedEvents: { wire: 'accepted', maxScheduled: 1 } });
    expect(await features()).not.toHaveProperty('io.element.futures');
    expect(await features()).not.toHaveProperty(['org.matrix.msc4140']);
    const alice = hs.user('alice');
    const { roomId } = hs.createRoom(alice);
    await schedule(hs, alice, { roomId, delay_ms: 1, content: {} });
    await schedule(hs, alice, { roomId, delay_ms: 1, content: {} });
    expect(hs.waiting()).toHaveLength(1);
    hs.reset();
    expect(await features()).toHaveProperty('io.element.futures');
    expect(hs.waiting()).toEqual([]);
    expect(() => hs.room(roomId)).toThrow();
    expect(() => hs.reset({ delayedEvents: { wire: 'none' as 'w4' } })).toThrow(RangeError);
    expect((await ask(hs, 'GET', '/_matrix/client/versions')).status).toBe(200);
  });

  test('nothing of before is left after a reset', async () => {
    const alice = hs.user('alice');
    await hs.clock.advance(86_400_000);
    hs.failNext();
    hs.reset({});
    expect(hs.requests()).toEqual([]);
    expect(Math.abs(hs.clock.now() - Date.now())).toBeLessThan(60_000);
    expect((await ask(hs, 'GET', `${V3}/account/whoami`, { by: alice })).status).toBe(401);
  });
});

describe('where it stands', () => {
  test('others stand beside it, each with its own users', async () => {
    const other = mockHomeserver({ url: 'https://other.example:8448', serverName: 'other.example' });
    network.use(...other.handlers);
    const [here, there] = [hs.user('alice'), other.user('alice')];
    expect(there.userId).toBe('@alice:other.example');
    expect((await ask(hs, 'GET', `${V3}/account/whoami`, { by: here })).body).toMatchObject({ user_id: here.userId });
    expect((await ask(other, 'GET', `${V3}/account/whoami`, { by: there })).body).toMatchObject({
      user_id: there.userId,
    });
    expect((await ask(hs, 'GET', `${V3}/account/whoami`, { by: there })).status).toBe(401);
    other.close();
    network.resetHandlers();
  });

  test('what is no path of Matrix is left to the handlers of the project, and so are other hosts', async () => {
    network.use(
      http.get('https://hs.example/config.json', () => Response.json({ of: 'the project' })),
      http.get('https://sub.hs.example/_matrix/client/versions', () => Response.json({ of: 'somebody else' })),
    );
    expect((await ask(hs, 'GET', '/config.json')).body).toEqual({ of: 'the project' });
    const elsewhere = { url: 'https://sub.hs.example' };
    expect((await ask(elsewhere, 'GET', '/_matrix/client/versions')).body).toEqual({ of: 'somebody else' });
    expect(hs.requests()).toEqual([]);
    network.resetHandlers();
  });

  test('a handler of the project that comes first has its way with a path of Matrix', async () => {
    network.use(http.get('https://hs.example/_matrix/client/versions', () => Response.json({ versions: [] })));
    expect((await ask(hs, 'GET', '/_matrix/client/versions')).body).toEqual({ versions: [] });
    network.resetHandlers();
  });

  test.each(['/_matrix/client/v3/nowhere', '/_matrix/federation/v1/version', '/_matrix/x', '/_matrix/'])(
    '%s is answered as Matrix answers what it does not know',
    async (path) => {
      expect(await ask(hs, 'GET', path)).toMatchObject({ status: 404, body: { errcode: 'M_UNRECOGNIZED' } });
    },
  );
});
