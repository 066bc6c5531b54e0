import { afterEach, beforeEach, expect, test } from 'vitest';

import { createHomeserver, type Homeserver } from '../homeserver.js';
import { virtualClock } from '../time/virtual-clock.js';
import { testUser, type TestUser } from './client.testkit.js';

let server: Homeserver;
let alice: TestUser;
let roomId: string;
let tags: string;

beforeEach(async () => {
  server = createHomeserver({ clock: virtualClock() });
  alice = await testUser(server, 'alice');
  roomId = await alice.createRoom();
  tags = `/user/${alice.userId}/rooms/${roomId}/tags`;
});
afterEach(() => server.close());

test('tags are put on a room and taken off it, and come with the next sync', async () => {
  expect((await alice.get(tags)).body).toEqual({ tags: {} });
  const { next_batch: since } = await alice.sync();
  expect((await alice.put(`${tags}/m.favourite`, { order: 0.25 })).body).toEqual({});
  expect((await alice.put(`${tags}/u.__proto__`, {})).body).toEqual({});
  const both = { tags: { 'm.favourite': { order: 0.25 }, 'u.__proto__': {} } };
  expect((await alice.get(tags)).body).toEqual(both);
  expect(await alice.sync({ since })).toMatchObject({
    rooms: { join: { [roomId]: { account_data: { events: [{ type: 'm.tag', content: both }] } } } },
  });

  expect((await alice.delete(`${tags}/m.favourite`)).body).toEqual({});
  expect((await alice.get(tags)).body).toEqual({ tags: { 'u.__proto__': {} } });
});

test('taking off a tag that is not there changes nothing', async () => {
  const { next_batch: since } = await alice.sync();
  expect((await alice.delete(`${tags}/m.favourite`)).body).toEqual({});
  expect(await alice.sync({ since })).not.toHaveProperty('rooms');
});

test.each([{ order: '0.5' }, { order: 2 }, { order: -1 }])('an order that is none is refused: %j', async (content) => {
  const answer = await alice.put(`${tags}/m.favourite`, content);
  expect([answer.status, answer.body]).toMatchObject([400, { errcode: 'M_BAD_JSON' }]);
});

test('the tags of others are theirs', async () => {
  const bob = await testUser(server, 'bob');
  expect((await bob.get(tags)).status).toBe(403);
  expect((await bob.put(`${tags}/m.favourite`)).status).toBe(403);
  expect((await bob.delete(`${tags}/m.favourite`)).status).toBe(403);
});
