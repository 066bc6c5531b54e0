import { afterEach, beforeEach, expect, test } from 'vitest';

import { createHomeserver, type Homeserver } from '../homeserver.js';
import { virtualClock } from '../time/virtual-clock.js';
import { testUser, type TestUser } from './client.testkit.js';

let server: Homeserver;
let alice: TestUser;
let bob: TestUser;
let roomId: string;

const PATH = `/directory/room/${encodeURIComponent('#name:localhost')}`;

beforeEach(async () => {
  server = createHomeserver({ clock: virtualClock() });
  alice = await testUser(server, 'alice');
  bob = await testUser(server, 'bob');
  roomId = await alice.createRoom({ preset: 'public_chat' });
  await bob.post(`/join/${roomId}`);
});
afterEach(() => server.close());

test('an alias is made, found and removed', async () => {
  expect((await alice.get(PATH)).body).toMatchObject({ errcode: 'M_NOT_FOUND' });
  expect((await alice.put(PATH, { room_id: roomId })).body).toEqual({});
  expect((await bob.get(PATH)).body).toEqual({ room_id: roomId, servers: ['localhost'] });
  expect((await alice.put(PATH, { room_id: roomId })).status).toBe(409);
  expect((await alice.delete(PATH)).body).toEqual({});
  expect((await bob.get(PATH)).status).toBe(404);
  expect((await alice.delete(PATH)).body).toMatchObject({ errcode: 'M_NOT_FOUND' });
});

test('is removed by who made it, or by those who may choose the canonical one', async () => {
  const carol = await testUser(server, 'carol');
  await bob.put(PATH, { room_id: roomId });
  expect((await carol.delete(PATH)).body).toMatchObject({ errcode: 'M_FORBIDDEN' });
  await carol.post(`/join/${roomId}`);
  expect((await carol.delete(PATH)).body).toMatchObject({ errcode: 'M_FORBIDDEN' });
  expect((await bob.delete(PATH)).body).toEqual({});

  await bob.put(PATH, { room_id: roomId });
  expect((await alice.delete(PATH)).body).toEqual({});
});
