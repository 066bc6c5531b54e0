import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { createHomeserver, type Homeserver } from '../homeserver.js';
import type { JsonObject } from '../matrix/json.js';
import { virtualClock, type VirtualClock } from '../time/virtual-clock.js';
import { testUser, type TestUser } from './client.testkit.js';

let clock: VirtualClock;
let server: Homeserver;
let alice: TestUser;
let bob: TestUser;

beforeEach(async () => {
  clock = virtualClock();
  server = createHomeserver({ clock });
  alice = await testUser(server, 'alice');
  bob = await testUser(server, 'bob');
});
afterEach(() => server.close());

interface SyncedRoom {
  readonly timeline: { readonly events: readonly JsonObject[]; readonly limited: boolean; readonly prev_batch: string };
  readonly state?: { readonly events: readonly JsonObject[] };
  readonly state_after?: { readonly events: readonly JsonObject[] };
  readonly 'org.matrix.msc4222.state_after'?: { readonly events: readonly JsonObject[] };
  readonly ephemeral: { readonly events: readonly JsonObject[] };
  readonly account_data: { readonly events: readonly JsonObject[] };
}

function roomIn(answer: JsonObject, roomId: string, section = 'join'): SyncedRoom | undefined {
  const { rooms = {} } = answer as { rooms?: Record<string, Record<string, SyncedRoom>> };
  return rooms[section]?.[roomId];
}

function types(part: { readonly events: readonly JsonObject[] } | undefined): unknown[] {
  return (part?.events ?? []).map(({ type }) => type);
}

function bodies(room: SyncedRoom | undefined): unknown[] {
  return (room?.timeline.events ?? [])
    .map(({ content }) => (content as JsonObject).body)
    .filter((body) => body !== undefined);
}

describe('what a sync tells', () => {
  test('first everything, then only what is new', async () => {
    const roomId = await alice.createRoom({ name: 'N' });
    await alice.say(roomId, 'one');
    const first = await alice.sync();
    expect(bodies(roomIn(first, roomId))).toEqual(['one']);
    await alice.say(roomId, 'two');
    const second = await alice.sync({ since: first.next_batch });
    expect(bodies(roomIn(second, roomId))).toEqual(['two']);
    expect(roomIn(second, roomId)).toMatchObject({ timeline: { limited: false }, state: { events: [] } });
    const third = await alice.sync({ since: second.next_batch });
    expect(third).not.toHaveProperty('rooms');
    expect(third.next_batch).toBe(second.next_batch);
  });

  test('timeline and state before it make up the whole room, without overlap', async () => {
    const roomId = await alice.createRoom({ topic: 't' });
    for (let i = 0; i < 5; i += 1) await alice.say(roomId, `${i}`);
    const room = roomIn(await alice.sync({ filter: JSON.stringify({ room: { timeline: { limit: 3 } } }) }), roomId);
    expect(bodies(room)).toEqual(['2', '3', '4']);
    expect(room?.timeline.limited).toBe(true);
    expect(types(room?.state)).toEqual(
      expect.arrayContaining(['m.room.create', 'm.room.topic', 'm.room.power_levels']),
    );
    const earlier = await alice.get(`/rooms/${roomId}/messages?dir=b&limit=2&from=${room?.timeline.prev_batch}`);
    expect(
      (earlier.body as { chunk: { content: { body: string } }[] }).chunk.map(({ content }) => content.body),
    ).toEqual(['1', '0']);
  });

  test('state that changed in the gap of a limited timeline', async () => {
    const roomId = await alice.createRoom({ topic: 'old' });
    const { next_batch: since } = await alice.sync();
    await alice.put(`/rooms/${roomId}/state/m.room.topic`, { topic: 'new' });
    for (let i = 0; i < 12; i += 1) await alice.say(roomId, `${i}`);
    const room = roomIn(await alice.sync({ since }), roomId);
    expect(room?.timeline.limited).toBe(true);
    expect(room?.state?.events).toMatchObject([{ type: 'm.room.topic', content: { topic: 'new' } }]);
  });

  test('the state after the timeline, where asked for, by either name', async () => {
    const roomId = await alice.createRoom({ topic: 'old' });
    const { next_batch: since } = await alice.sync();
    await alice.put(`/rooms/${roomId}/state/m.room.topic`, { topic: 'new' });
    await alice.say(roomId, 'x');
    const stable = roomIn(await alice.sync({ since, use_state_after: 'true' }), roomId);
    expect(stable).not.toHaveProperty('state');
    expect(stable?.state_after?.events).toMatchObject([{ type: 'm.room.topic', content: { topic: 'new' } }]);
    expect(stable?.timeline.events).toHaveLength(2);
    const unstable = roomIn(await alice.sync({ since, 'org.matrix.msc4222.use_state_after': 'true' }), roomId);
    expect(unstable?.['org.matrix.msc4222.state_after']).toEqual(stable?.state_after);
  });

  test('full_state repeats all state, and answers at once', async () => {
    const roomId = await alice.createRoom({ topic: 't' });
    const { next_batch: since } = await alice.sync();
    const room = roomIn(await alice.sync({ since, full_state: 'true', timeout: '60000' }), roomId);
    expect(room?.timeline.events).toEqual([]);
    expect(types(room?.state)).toEqual(expect.arrayContaining(['m.room.create', 'm.room.topic']));
  });

  test('a room that was joined anew comes whole', async () => {
    const roomId = await alice.createRoom({ preset: 'public_chat', topic: 't' });
    const { next_batch: since } = await bob.sync();
    await bob.post(`/join/${roomId}`);
    const room = roomIn(await bob.sync({ since }), roomId);
    expect([...types(room?.state), ...types(room?.timeline)]).toEqual(
      expect.arrayContaining(['m.room.create', 'm.room.topic']),
    );
  });

  test('an invitation with what the room shows of itself, once', async () => {
    const { next_batch: since } = await bob.sync();
    const roomId = await alice.createRoom({ name: 'Party', topic: 'hidden', invite: [bob.userId] });
    await alice.say(roomId, 'hidden too');
    const answer = await bob.sync({ since });
    const { invite_state: shown } = roomIn(answer, roomId, 'invite') as unknown as {
      invite_state: { events: JsonObject[] };
    };
    expect(types(shown)).toEqual(expect.arrayContaining(['m.room.create', 'm.room.name', 'm.room.member']));
    expect(JSON.stringify(answer)).not.toContain('hidden too');
    expect(await bob.sync({ since: answer.next_batch })).not.toHaveProperty('rooms');
  });

  test('a room that was left, once, up to the leave event; later only where asked for', async () => {
    const roomId = await alice.createRoom({ preset: 'public_chat' });
    await bob.post(`/join/${roomId}`);
    const { next_batch: since } = await bob.sync();
    await alice.say(roomId, 'farewell');
    await alice.post(`/rooms/${roomId}/kick`, { user_id: bob.userId });
    await alice.say(roomId, 'gone');
    const answer = await bob.sync({ since });
    expect(bodies(roomIn(answer, roomId, 'leave'))).toEqual(['farewell']);
    expect(types(roomIn(answer, roomId, 'leave')?.timeline)).toEqual(['m.room.message', 'm.room.member']);
    expect(await bob.sync({ since: answer.next_batch })).not.toHaveProperty('rooms');
    expect(await bob.sync()).not.toHaveProperty('rooms');
    const asked = await bob.sync({ filter: JSON.stringify({ room: { include_leave: true } }) });
    expect(bodies(roomIn(asked, roomId, 'leave'))).toEqual(['farewell']);
  });

  test('nothing that was said before one could see it', async () => {
    for (const [visibility, seen] of [
      ['joined', ['after']],
      ['invited', ['invited', 'after']],
      ['shared', ['before', 'invited', 'after']],
    ] as const) {
      const roomId = await alice.createRoom({
        initial_state: [{ type: 'm.room.history_visibility', content: { history_visibility: visibility } }],
      });
      await alice.say(roomId, 'before');
      await alice.post(`/rooms/${roomId}/invite`, { user_id: bob.userId });
      await alice.say(roomId, 'invited');
      await bob.post(`/join/${roomId}`);
      await alice.say(roomId, 'after');
      const filter = JSON.stringify({ room: { timeline: { limit: 100 } } });
      expect(bodies(roomIn(await bob.sync({ filter }), roomId)).toSorted()).toEqual([...seen].toSorted());
      const all = await bob.get(`/rooms/${roomId}/messages?dir=f&limit=100&filter={"types":["m.room.message"]}`);
      expect((all.body as { chunk: { content: { body: string } }[] }).chunk.map(({ content }) => content.body)).toEqual(
        seen,
      );
    }
  });

  test('state that changed while one was away', async () => {
    const roomId = await alice.createRoom({ preset: 'public_chat', topic: 'old' });
    await bob.post(`/join/${roomId}`);
    await alice.put(`/rooms/${roomId}/state/m.room.history_visibility`, { history_visibility: 'joined' });
    const { next_batch: since } = await bob.sync();
    await bob.post(`/rooms/${roomId}/leave`);
    await alice.put(`/rooms/${roomId}/state/m.room.topic`, { topic: 'new' });
    await alice.say(roomId, 'unseen');
    await bob.post(`/join/${roomId}`);
    const room = roomIn(await bob.sync({ since }), roomId);
    expect(bodies(room)).toEqual([]);
    expect(room?.state?.events).toMatchObject(
      expect.arrayContaining([expect.objectContaining({ content: { topic: 'new' } })]) as object,
    );
  });
});

describe('filters', () => {
  test('choose types, senders and rooms, inline and by id', async () => {
    const roomId = await alice.createRoom({ preset: 'public_chat' });
    const other = await alice.createRoom();
    await bob.post(`/join/${roomId}`);
    await alice.say(roomId, 'from alice');
    await bob.say(roomId, 'from bob');
    await alice.say(other, 'elsewhere');
    const filter = {
      room: { rooms: [roomId], timeline: { types: ['m.room.mess*'], not_senders: [bob.userId] }, state: { types: [] } },
    };
    const inline = await alice.sync({ filter: JSON.stringify(filter) });
    expect(bodies(roomIn(inline, roomId))).toEqual(['from alice']);
    expect(roomIn(inline, roomId)?.state?.events).toEqual([]);
    expect(roomIn(inline, other)).toBeUndefined();

    const stored = await alice.post(`/user/${alice.userId}/filter`, filter);
    const { filter_id: id } = stored.body as { filter_id: string };
    expect((await alice.get(`/user/${alice.userId}/filter/${id}`)).body).toEqual(filter);
    expect((await alice.sync({ filter: id })).rooms).toEqual(inline.rooms);
  });

  test('a filter that is malformed or not one’s own is refused', async () => {
    for (const filter of ['{', '[]', '{"room":1}', '{"room":{"timeline":{"types":"m.*"}}}', '0', 'x']) {
      expect((await alice.get(`/sync?filter=${encodeURIComponent(filter)}`)).status).toBe(400);
    }
    expect((await bob.post(`/user/${alice.userId}/filter`, {})).status).toBe(403);
  });
});

describe('a sync that waits', () => {
  async function waiting(
    user: TestUser,
    parameters: Record<string, string>,
  ): Promise<{ answer: Promise<Response>; stop: () => void }> {
    const before = server.parkedRequests();
    const client = new AbortController();
    const query = new URLSearchParams(parameters).toString();
    const answer = server.handle(
      new Request(`http://hs/_matrix/client/v3/sync?${query}`, {
        headers: { authorization: `Bearer ${user.token}` },
        signal: client.signal,
      }),
    );
    await expect.poll(() => server.parkedRequests()).toBe(before + 1);
    return { answer, stop: () => client.abort() };
  }

  test('is answered by the event that it waits for, at that moment', async () => {
    const roomId = await alice.createRoom({ preset: 'public_chat' });
    await bob.post(`/join/${roomId}`);
    const { next_batch: since } = await bob.sync();
    const { answer } = await waiting(bob, { since, timeout: '30000' });
    await alice.say(roomId, 'hello');
    expect(server.parkedRequests()).toBe(0);
    expect(bodies(roomIn((await (await answer).json()) as JsonObject, roomId))).toEqual(['hello']);
    expect(clock.nextWakeAt()).toBeUndefined();
  });

  test('is answered after the request that has caused it', async () => {
    const roomId = await bob.createRoom();
    const { next_batch: since } = await bob.sync();
    const { answer } = await waiting(bob, { since, timeout: '30000' });
    const order: string[] = [];
    const sent = server.handle(
      new Request(`http://hs/_matrix/client/v3/rooms/${roomId}/send/m.room.message/order`, {
        method: 'PUT',
        headers: { authorization: `Bearer ${bob.token}` },
        body: '{"body":"hello"}',
      }),
    );
    await Promise.all([answer.then(() => order.push('sync')), sent.then(() => order.push('send'))]);
    expect(order).toEqual(['send', 'sync']);
  });

  test('is answered emptily when its time is up, and not before; a day is fine', async () => {
    const { next_batch: since } = await bob.sync();
    const { answer } = await waiting(bob, { since, timeout: '86400000' });
    clock.advanceTo(clock.now() + 86_399_999);
    expect(server.parkedRequests()).toBe(1);
    clock.advanceTo(clock.now() + 1);
    expect(server.parkedRequests()).toBe(0);
    expect(await (await answer).json()).toMatchObject({ next_batch: since });
  });

  test('goes on waiting over what it does not want or may not see', async () => {
    const roomId = await alice.createRoom({ preset: 'public_chat' });
    await bob.post(`/join/${roomId}`);
    const { next_batch: since } = await bob.sync();
    const filter = JSON.stringify({ room: { timeline: { types: ['m.room.topic'] } } });
    const { stop } = await waiting(bob, { since, timeout: '30000', filter });
    await alice.say(roomId, 'hello');
    await alice.say(await alice.createRoom(), 'secret');
    expect(server.parkedRequests()).toBe(1);
    await alice.put(`/rooms/${roomId}/state/m.room.topic`, { topic: 't' });
    expect(server.parkedRequests()).toBe(0);
    stop();
  });

  test('frees its place when the client goes away', async () => {
    const { next_batch: since } = await bob.sync();
    const { answer, stop } = await waiting(bob, { since, timeout: '30000' });
    stop();
    await expect(answer).rejects.toThrow();
    expect(server.parkedRequests()).toBe(0);
    expect(clock.nextWakeAt()).toBeUndefined();
  });

  test('is ended by logout, and by the close of the server', async () => {
    const [bobs, alices] = [await bob.sync(), await alice.sync()];
    const first = await waiting(bob, { since: bobs.next_batch, timeout: '30000' });
    const second = await waiting(alice, { since: alices.next_batch, timeout: '30000' });
    await bob.post('/logout');
    expect((await first.answer).status).toBe(401);
    server.close();
    expect((await second.answer).status).toBe(200);
    expect(server.parkedRequests()).toBe(0);
  });

  test('is woken by typing, receipts, presence and account data', async () => {
    const roomId = await alice.createRoom({ preset: 'public_chat' });
    await bob.post(`/join/${roomId}`);
    const eventId = await alice.say(roomId, 'x');
    const wakeups: [() => Promise<unknown>, (answer: JsonObject) => unknown, unknown][] = [
      [
        () => alice.put(`/rooms/${roomId}/typing/${alice.userId}`, { typing: true, timeout: 5000 }),
        (answer) => roomIn(answer, roomId)?.ephemeral.events,
        [{ type: 'm.typing', content: { user_ids: [alice.userId] } }],
      ],
      [
        async () => clock.advanceTo(clock.now() + 5000),
        (answer) => roomIn(answer, roomId)?.ephemeral.events,
        [{ type: 'm.typing', content: { user_ids: [] } }],
      ],
      [
        () => alice.post(`/rooms/${roomId}/receipt/m.read/${eventId}`),
        (answer) => roomIn(answer, roomId)?.ephemeral.events,
        [{ type: 'm.receipt', content: { [eventId]: { 'm.read': { [alice.userId]: { ts: clock.now() + 5000 } } } } }],
      ],
      [
        () => alice.put(`/presence/${alice.userId}/status`, { presence: 'online', status_msg: 'hi' }),
        (answer) => answer.presence,
        {
          events: [
            {
              type: 'm.presence',
              sender: alice.userId,
              content: { presence: 'online', status_msg: 'hi', last_active_ago: 0, currently_active: true },
            },
          ],
        },
      ],
      [
        () => bob.put(`/user/${bob.userId}/account_data/org.example`, { a: 1 }),
        (answer) => answer.account_data,
        { events: [{ type: 'org.example', content: { a: 1 } }] },
      ],
      [
        () => bob.post(`/rooms/${roomId}/read_markers`, { 'm.fully_read': eventId }),
        (answer) => roomIn(answer, roomId)?.account_data.events,
        [{ type: 'm.fully_read', content: { event_id: eventId } }],
      ],
    ];
    for (const [act, part, expected] of wakeups) {
      const { next_batch: since } = await bob.sync();
      const { answer } = await waiting(bob, { since, timeout: '30000' });
      await act();
      expect(part((await (await answer).json()) as JsonObject)).toEqual(expected);
    }
  });
});

test('private receipts, account data and presence stay with those whom they concern', async () => {
  const carol = await testUser(server, 'carol');
  const roomId = await alice.createRoom({ preset: 'public_chat' });
  await bob.post(`/join/${roomId}`);
  const eventId = await alice.say(roomId, 'x');
  const [bobs, carols] = [await bob.sync(), await carol.sync()];
  await alice.post(`/rooms/${roomId}/receipt/m.read.private/${eventId}`);
  await alice.put(`/user/${alice.userId}/account_data/org.example`, {});
  await alice.put(`/user/${alice.userId}/rooms/${roomId}/account_data/org.example`, {});
  expect(await bob.sync({ since: bobs.next_batch })).not.toHaveProperty('rooms');
  await alice.put(`/presence/${alice.userId}/status`, { presence: 'online' });
  expect(await carol.sync({ since: carols.next_batch })).toMatchObject({
    presence: { events: [] },
    account_data: { events: [] },
  });
  expect((await bob.get(`/user/${alice.userId}/account_data/org.example`)).status).toBe(403);
  expect((await carol.get(`/presence/${alice.userId}/status`)).status).toBe(403);
  expect((await bob.get(`/presence/${alice.userId}/status`)).body).toMatchObject({ presence: 'online' });
});

test.each(['since=x', 'since=s99999', 'timeout=-1', 'timeout=x', 'full_state=maybe', 'since=s-1'])(
  'refuses %s',
  async (query) => {
    expect((await alice.get(`/sync?${query}`)).body).toMatchObject({ errcode: 'M_INVALID_PARAM' });
  },
);
