import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { createHomeserver, type Homeserver } from '../homeserver.js';
import { virtualClock, type VirtualClock } from '../time/virtual-clock.js';
import { testDevice, testUser, type TestUser } from './client.testkit.js';

let clock: VirtualClock;
let server: Homeserver;
let alice: TestUser;
let bob: TestUser;
let roomId: string;

beforeEach(async () => {
  clock = virtualClock();
  server = createHomeserver({ clock });
  alice = await testUser(server, 'alice');
  bob = await testUser(server, 'bob');
  roomId = await alice.createRoom({ preset: 'public_chat' });
  await bob.post(`/join/${roomId}`);
});
afterEach(() => server.close());

async function texts(user: TestUser): Promise<unknown[]> {
  const answer = await user.get(`/rooms/${roomId}/messages?dir=f&limit=1000`);
  const { chunk } = answer.body as { chunk: { type: string; content: { body?: string } }[] };
  return chunk.filter(({ type }) => type === 'm.room.message').map(({ content }) => content.body);
}

describe('transaction ids', () => {
  test('the same request again sends nothing and answers the same event', async () => {
    const first = await alice.put(`/rooms/${roomId}/send/m.room.message/t`, { body: 'one' });
    const second = await alice.put(`/rooms/${roomId}/send/m.room.message/t`, { body: 'two' });
    expect(second.body).toEqual(first.body);
    expect(await texts(alice)).toEqual(['one']);
  });

  test('belong to one user, one device and one path', async () => {
    const login = { type: 'm.login.password', identifier: { type: 'm.id.user', user: 'alice' }, password: 'secret' };
    const { body } = await alice.post('/login', login);
    const { access_token: token, device_id: deviceId } = body as { access_token: string; device_id: string };
    const phone = testDevice(server, { userId: alice.userId, deviceId, token });
    const otherRoom = await alice.createRoom();
    const answers = await Promise.all([
      alice.put(`/rooms/${roomId}/send/m.room.message/t`, { body: 'laptop' }),
      phone.put(`/rooms/${roomId}/send/m.room.message/t`, { body: 'phone' }),
      bob.put(`/rooms/${roomId}/send/m.room.message/t`, { body: 'bob' }),
      alice.put(`/rooms/${roomId}/send/m.room.notice/t`, { body: 'other type' }),
      alice.put(`/rooms/${otherRoom}/send/m.room.message/t`, { body: 'other room' }),
    ]);
    expect(new Set(answers.map((answer) => (answer.body as { event_id: string }).event_id)).size).toBe(5);
  });

  test('a refused request may be made again', async () => {
    await bob.post(`/rooms/${roomId}/leave`);
    expect((await bob.put(`/rooms/${roomId}/send/m.room.message/t`, { body: 'x' })).status).toBe(403);
    await bob.post(`/join/${roomId}`);
    expect((await bob.put(`/rooms/${roomId}/send/m.room.message/t`, { body: 'x' })).status).toBe(200);
  });

  test.each(['__proto__', 'constructor', 'ä/%?#', ' '])('may be any string: %j', async (txnId) => {
    const path = `/rooms/${roomId}/send/m.room.message/${encodeURIComponent(txnId)}`;
    const first = await alice.put(path, { body: 'one' });
    expect(first.status).toBe(200);
    expect((await alice.put(path, { body: 'two' })).body).toEqual(first.body);
  });

  test('are shown to the device that sent, and to nobody else', async () => {
    const sent = await alice.put(`/rooms/${roomId}/send/m.room.message/mine`, { body: 'x' });
    const { event_id: eventId } = sent.body as { event_id: string };
    clock.advanceTo(clock.now() + 1234);
    expect((await alice.get(`/rooms/${roomId}/event/${eventId}`)).body).toMatchObject({
      unsigned: { transaction_id: 'mine', age: 1234 },
    });
    const seen = (await bob.get(`/rooms/${roomId}/event/${eventId}`)).body as { unsigned: object };
    expect(seen.unsigned).toEqual({ age: 1234, membership: 'join' });
  });
});

describe('the form of events', () => {
  test('numbers have to be integers that canonical JSON can express', async () => {
    for (const number of ['1.5', '9007199254740992', '-9007199254740992', '1e400']) {
      const answer = await server.handle(
        new Request(`http://hs/_matrix/client/v3/rooms/${roomId}/send/m.room.message/${number}`, {
          method: 'PUT',
          headers: { authorization: `Bearer ${alice.token}` },
          body: `{"n":${number}}`,
        }),
      );
      expect([answer.status, await answer.json()]).toMatchObject([400, { errcode: 'M_BAD_JSON' }]);
    }
    expect((await alice.put(`/rooms/${roomId}/send/m.room.message/t`, { n: 9007199254740991 })).status).toBe(200);
  });

  test('half a surrogate pair is refused', async () => {
    expect((await alice.put(`/rooms/${roomId}/send/m.room.message/t`, { body: '\ud800' })).body).toMatchObject({
      errcode: 'M_BAD_JSON',
    });
  });

  test('an event has at most 65,536 bytes, however its content is escaped', async () => {
    const send = async (body: string) => alice.put(`/rooms/${roomId}/send/m.room.message/${body.length}`, { body });
    expect((await send('x'.repeat(64_000))).status).toBe(200);
    expect([(await send('x'.repeat(65_536))).status, (await send('ä'.repeat(32_768))).body]).toMatchObject([
      413,
      { errcode: 'M_TOO_LARGE' },
    ]);
    expect((await alice.put(`/rooms/${roomId}/state/t/${'k'.repeat(256)}`)).status).toBe(413);
  });

  test('content is kept as it is given, whatever its keys', async () => {
    const content = '{"__proto__":{"a":1},"constructor":"c","nested":[{"":null}],"\\u00fc":"\\u0000"}';
    const put = new Request(`http://hs/_matrix/client/v3/rooms/${roomId}/state/__proto__/__proto__`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${alice.token}` },
      body: content,
    });
    expect((await server.handle(put)).status).toBe(200);
    const got = await server.handle(
      new Request(`http://hs/_matrix/client/v3/rooms/${roomId}/state/__proto__/__proto__`, {
        headers: { authorization: `Bearer ${alice.token}` },
      }),
    );
    expect(await got.text()).toBe(JSON.stringify(JSON.parse(content)));
  });
});

describe('power levels', () => {
  const levels = (extra: object): object => ({ users: { [alice.userId]: 100 }, ...extra });

  test('decide who may send what', async () => {
    expect((await bob.put(`/rooms/${roomId}/state/m.room.topic`, { topic: 'x' })).status).toBe(403);
    await alice.put(
      `/rooms/${roomId}/state/m.room.power_levels`,
      levels({ events: { 'm.room.topic': 0 }, events_default: 1 }),
    );
    expect((await bob.put(`/rooms/${roomId}/state/m.room.topic`, { topic: 'x' })).status).toBe(200);
    expect((await bob.put(`/rooms/${roomId}/send/m.room.message/1`, { body: 'x' })).status).toBe(403);
    expect((await bob.put(`/rooms/${roomId}/send/constructor/1`, {})).status).toBe(403);
  });

  test('nobody gives more than they have, nor takes from their equals', async () => {
    const users = { [alice.userId]: 100, [bob.userId]: 60 };
    const start = { users, state_default: 50, events: { 'm.room.power_levels': 50 } };
    expect((await alice.put(`/rooms/${roomId}/state/m.room.power_levels`, start)).status).toBe(200);
    const attempt = async (content: object): Promise<number> =>
      (await bob.put(`/rooms/${roomId}/state/m.room.power_levels`, content)).status;
    expect(await attempt({ ...start, users: { ...users, [bob.userId]: 100 } })).toBe(403);
    expect(await attempt({ ...start, users: { [bob.userId]: 60 } })).toBe(403);
    expect(await attempt({ ...start, ban: 70 })).toBe(403);
    expect(await attempt({ ...start, users: { ...users, '@carol:localhost': 61 } })).toBe(403);
    expect(await attempt({ ...start, users: { ...users, '@carol:localhost': 60 } })).toBe(200);
    expect(await attempt({ ...start, users: { ...users, [bob.userId]: 10, '@carol:localhost': 60 } })).toBe(200);
  });

  test('have to be integers, by user ids', async () => {
    for (const content of [{ ban: '50' }, { users: { bob: 50 } }, { users: { [bob.userId]: 1.5 } }, { events: [] }]) {
      const answer = await alice.put(`/rooms/${roomId}/state/m.room.power_levels`, levels(content));
      expect([answer.status, answer.body]).toMatchObject([400, { errcode: 'M_BAD_JSON' }]);
    }
  });

  test('state keys that are user ids belong to these users', async () => {
    await alice.put(`/rooms/${roomId}/state/m.room.power_levels`, levels({ state_default: 0 }));
    expect((await bob.put(`/rooms/${roomId}/state/org.example/${bob.userId}`)).status).toBe(200);
    expect((await bob.put(`/rooms/${roomId}/state/org.example/${alice.userId}`)).status).toBe(403);
  });
});

describe('redaction', () => {
  test('takes the content away, also through send, and says why', async () => {
    for (const redact of [
      (eventId: string) => bob.put(`/rooms/${roomId}/redact/${eventId}/r1`, { reason: 'oops' }),
      (eventId: string) => bob.put(`/rooms/${roomId}/send/m.room.redaction/r2`, { redacts: eventId, reason: 'oops' }),
    ]) {
      const eventId = await bob.say(roomId, 'secret');
      const redaction = await redact(eventId);
      expect(redaction.status).toBe(200);
      const event = (await alice.get(`/rooms/${roomId}/event/${eventId}`)).body as object;
      expect(event).toMatchObject({
        content: {},
        unsigned: {
          redacted_because: {
            ...(redaction.body as object),
            redacts: eventId,
            content: { redacts: eventId, reason: 'oops' },
          },
        },
      });
      expect(await texts(alice)).not.toContain('secret');
    }
  });

  test('of what others sent needs the power', async () => {
    const eventId = await alice.say(roomId, 'mine');
    expect((await bob.put(`/rooms/${roomId}/redact/${eventId}/1`)).status).toBe(403);
    expect((await bob.put(`/rooms/${roomId}/redact/$unknown/1`)).status).toBe(404);
    const bobs = await bob.say(roomId, 'yours');
    expect((await alice.put(`/rooms/${roomId}/redact/${bobs}/1`)).status).toBe(200);
  });

  test('of state leaves what room version 11 keeps', async () => {
    await alice.put(`/rooms/${roomId}/state/m.room.topic`, { topic: 'secret' });
    const topic = (await alice.get(`/rooms/${roomId}/state/m.room.topic?format=event`)).body as { event_id: string };
    await alice.put(`/rooms/${roomId}/redact/${topic.event_id}/1`);
    expect((await alice.get(`/rooms/${roomId}/state/m.room.topic`)).body).toEqual({});

    const member = (await alice.get(`/rooms/${roomId}/state/m.room.member/${bob.userId}?format=event`)).body as {
      event_id: string;
    };
    await alice.put(`/rooms/${roomId}/redact/${member.event_id}/2`);
    expect((await alice.get(`/rooms/${roomId}/state/m.room.member/${bob.userId}`)).body).toEqual({
      membership: 'join',
    });
  });

  test('of the creation of the room is refused, and one has to name an event', async () => {
    const create = (await alice.get(`/rooms/${roomId}/state/m.room.create?format=event`)).body as { event_id: string };
    expect((await alice.put(`/rooms/${roomId}/redact/${create.event_id}/1`)).status).toBe(403);
    expect((await alice.put(`/rooms/${roomId}/send/m.room.redaction/2`, { reason: 'x' })).body).toMatchObject({
      errcode: 'M_BAD_JSON',
    });
  });
});

describe('state', () => {
  test('the empty state key may be left out, with the slash or without', async () => {
    await alice.put(`/rooms/${roomId}/state/m.room.topic/`, { topic: 'one' });
    expect((await alice.get(`/rooms/${roomId}/state/m.room.topic`)).body).toEqual({ topic: 'one' });
    await alice.put(`/rooms/${roomId}/state/m.room.topic`, { topic: 'two' });
    expect((await alice.get(`/rooms/${roomId}/state/m.room.topic/`)).body).toEqual({ topic: 'two' });
  });

  test('equal content is a new event, unless the homeserver is told otherwise', async () => {
    const put = async (user: TestUser, room: string): Promise<unknown> =>
      (await user.put(`/rooms/${room}/state/org.example/k`, { a: [1, { b: 2 }] })).body;
    expect(await put(alice, roomId)).not.toEqual(await put(alice, roomId));

    const deduplicating = createHomeserver({ clock: virtualClock(), sameStateIsNew: false });
    const dora = await testUser(deduplicating, 'dora');
    const room = await dora.createRoom();
    expect(await put(dora, room)).toEqual(await put(dora, room));
    deduplicating.close();
  });

  test('is shown whole to members, and each piece by its event where asked', async () => {
    await alice.put(`/rooms/${roomId}/state/m.room.topic`, { topic: 'x' });
    const whole = (await bob.get(`/rooms/${roomId}/state`)).body as { type: string }[];
    expect(whole.map(({ type }) => type)).toEqual(
      expect.arrayContaining(['m.room.create', 'm.room.topic', 'm.room.member']),
    );
    expect((await bob.get(`/rooms/${roomId}/state/m.room.topic?format=event`)).body).toMatchObject({
      type: 'm.room.topic',
      state_key: '',
      sender: alice.userId,
      room_id: roomId,
    });
    expect((await bob.get(`/rooms/${roomId}/state/m.room.avatar`)).body).toMatchObject({ errcode: 'M_NOT_FOUND' });
  });
});
