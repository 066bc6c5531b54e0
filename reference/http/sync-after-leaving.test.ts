import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { createHomeserver, type Homeserver } from '../homeserver.js';
import type { JsonObject } from '../matrix/json.js';
import { virtualClock } from '../time/virtual-clock.js';
import { testUser, type TestUser } from './client.testkit.js';

let server: Homeserver;
let alice: TestUser;
let bob: TestUser;
let roomId: string;

beforeEach(async () => {
  server = createHomeserver({ clock: virtualClock() });
  alice = await testUser(server, 'alice');
  bob = await testUser(server, 'bob');
  roomId = await alice.createRoom({ initial_state: [{ type: 'm.room.join_rules', content: { join_rule: 'knock' } }] });
  await alice.say(roomId, 'not for bob');
});
afterEach(() => server.close());

const invited = (): Promise<unknown> => alice.post(`/rooms/${roomId}/invite`, { user_id: bob.userId });
const knocked = (): Promise<unknown> => bob.put(`/rooms/${roomId}/state/m.room.member/${bob.userId}`, KNOCK);
const left = (): Promise<unknown> => bob.post(`/rooms/${roomId}/leave`);
const kicked = (): Promise<unknown> => alice.post(`/rooms/${roomId}/kick`, { user_id: bob.userId });
const banned = (): Promise<unknown> => alice.post(`/rooms/${roomId}/ban`, { user_id: bob.userId });
const unbanned = (): Promise<unknown> => alice.post(`/rooms/${roomId}/unban`, { user_id: bob.userId });
const nothing = (): Promise<unknown> => Promise.resolve();

const KNOCK = { membership: 'knock' };

/** Every way of not being in a room without having been there. */
const WAYS: readonly [name: string, before: () => Promise<unknown>, after: () => Promise<unknown>, end: string][] = [
  ['an invitation that was declined', invited, left, 'leave'],
  ['an invitation that was withdrawn', invited, kicked, 'leave'],
  ['a ban while invited', invited, banned, 'ban'],
  ['a knock that was taken back', knocked, left, 'leave'],
  ['a knock that was refused', knocked, kicked, 'leave'],
  ['a ban while knocking', knocked, banned, 'ban'],
  ['a ban out of the blue', nothing, banned, 'ban'],
  ['a ban that was lifted', banned, unbanned, 'leave'],
];

/** How a client asks for the state: the parameter, and where it finds the answer. */
const FORMS = [
  ['use_state_after', 'state_after'],
  ['org.matrix.msc4222.use_state_after', 'org.matrix.msc4222.state_after'],
] as const;

const WITH_LEFT_ROOMS = JSON.stringify({ room: { include_leave: true } });

interface LeftRoom {
  readonly timeline: { readonly events: readonly JsonObject[] };
  readonly [state: string]: { readonly events: readonly JsonObject[] };
}

function leftRoomIn({ rooms }: JsonObject): LeftRoom | undefined {
  return ((rooms ?? {}) as { leave?: Record<string, LeftRoom> }).leave?.[roomId];
}

describe.each(WAYS)('after %s', (_, before, after, end) => {
  const own = (): object => ({ type: 'm.room.member', state_key: bob.userId, content: { membership: end } });

  describe.each(FORMS)('with %s', (parameter, field) => {
    test.each([{}, { full_state: 'true' }])(
      'the next sync tells it in the timeline and the state: %o',
      async (more) => {
        await before();
        const { next_batch: since } = await bob.sync();
        await after();
        const answer = await bob.sync({ since, [parameter]: 'true', ...more });
        expect(leftRoomIn(answer)?.[field]?.events).toMatchObject([own()]);
        expect(leftRoomIn(answer)?.timeline.events.at(-1)).toMatchObject(own());
        expect(await bob.sync({ since: answer.next_batch, [parameter]: 'true', ...more })).not.toHaveProperty('rooms');
      },
    );

    test('a first sync tells it where rooms that were left are asked for', async () => {
      await before();
      await after();
      expect(await bob.sync({ [parameter]: 'true' })).not.toHaveProperty('rooms');
      const answer = await bob.sync({ [parameter]: 'true', filter: WITH_LEFT_ROOMS });
      expect(leftRoomIn(answer)?.[field]?.events).toMatchObject([own()]);
    });
  });

  test('a sync with the state before the timeline tells it in the timeline, and nothing of the room', async () => {
    await before();
    const { next_batch: since } = await bob.sync();
    await after();
    const { timeline, state } = leftRoomIn(await bob.sync({ since })) as LeftRoom;
    expect(timeline.events.at(-1)).toMatchObject(own());
    for (const event of [...timeline.events, ...(state?.events ?? [])]) {
      expect(event).toMatchObject({ type: 'm.room.member', state_key: bob.userId });
    }
  });

  test('the next sync tells it even when the room has been forgotten meanwhile; later ones do not', async () => {
    await before();
    const { next_batch: since } = await bob.sync();
    await after();
    expect((await bob.post(`/rooms/${roomId}/forget`)).status).toBe(200);
    const answer = await bob.sync({ since, use_state_after: 'true', filter: WITH_LEFT_ROOMS });
    expect(leftRoomIn(answer)?.['state_after']?.events).toMatchObject([own()]);
    const later = { use_state_after: 'true', full_state: 'true', filter: WITH_LEFT_ROOMS };
    expect(await bob.sync({ ...later, since: answer.next_batch })).not.toHaveProperty('rooms');
    expect(await bob.sync(later)).not.toHaveProperty('rooms');
  });
});

test.each([
  ['left', left, 'leave'],
  ['was kicked', kicked, 'leave'],
  ['was banned', banned, 'ban'],
])('whoever was there, %s and has forgotten the room is told so once', async (_, after, end) => {
  await invited();
  await bob.post(`/join/${roomId}`);
  for (const more of [{}, { full_state: 'true' }]) {
    const { next_batch: since } = await bob.sync();
    await after();
    await bob.post(`/rooms/${roomId}/forget`);
    const answer = await bob.sync({ since, use_state_after: 'true', ...more });
    const own = { type: 'm.room.member', state_key: bob.userId, content: { membership: end } };
    expect(leftRoomIn(answer)?.timeline.events.at(-1)).toMatchObject(own);
    expect(leftRoomIn(answer)?.['state_after']?.events.at(-1)).toMatchObject(own);
    const later = { use_state_after: 'true', filter: WITH_LEFT_ROOMS, ...more };
    expect(await bob.sync({ since: answer.next_batch, ...later })).not.toHaveProperty('rooms');
    await unbanned();
    await invited();
    await bob.post(`/join/${roomId}`);
  }
});

test('whoever was there and is banned later sees the state as they left it, and the ban', async () => {
  await invited();
  await bob.post(`/join/${roomId}`);
  await left();
  const { next_batch: since } = await bob.sync();
  await alice.put(`/rooms/${roomId}/state/m.room.topic`, { topic: 'not for bob' });
  await banned();
  const ban = { type: 'm.room.member', state_key: bob.userId, content: { membership: 'ban' } };
  const told = leftRoomIn(await bob.sync({ since, use_state_after: 'true' }))?.['state_after']?.events ?? [];
  const { body: state } = await bob.get(`/rooms/${roomId}/state`);
  const { body: members } = await bob.get(`/rooms/${roomId}/members`);
  for (const events of [told, state, (members as { chunk: unknown }).chunk] as JsonObject[][]) {
    expect(events.filter(({ state_key: stateKey }) => stateKey === bob.userId)).toMatchObject([ban]);
    expect(events.map(({ type }) => type)).not.toContain('m.room.topic');
  }
  expect(told.map(({ type }) => type)).toContain('m.room.create');
  expect((await bob.get(`/rooms/${roomId}/state/m.room.member/${bob.userId}`)).body).toMatchObject(ban.content);
});
