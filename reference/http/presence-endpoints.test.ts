import supertest from 'supertest';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { createHomeserver, type Homeserver } from '../homeserver.js';
import type { JsonObject } from '../matrix/json.js';
import { virtualClock } from '../time/virtual-clock.js';
import { testDevice, testUser, type TestUser } from './client.testkit.js';

let server: Homeserver;
let alice: TestUser;
let bob: TestUser;

beforeEach(async () => {
  server = createHomeserver({ clock: virtualClock() });
  alice = await testUser(server, 'alice');
  bob = await testUser(server, 'bob');
});
afterEach(() => server.close());

async function presenceOf(user: TestUser): Promise<unknown> {
  return ((await user.get(`/presence/${user.userId}/status`)).body as JsonObject)['presence'];
}

function told(answer: JsonObject): unknown {
  const { events } = answer['presence'] as { events: { sender: string; content: { presence: string } }[] };
  return events.map(({ sender, content }) => [sender, content.presence]);
}

async function secondDeviceOf({ userId }: TestUser): Promise<TestUser> {
  const login = await supertest(server.app)
    .post('/_matrix/client/v3/login')
    .send({ type: 'm.login.password', identifier: { type: 'm.id.user', user: userId }, password: 'secret' })
    .expect(200);
  const { device_id: deviceId, access_token: token } = login.body as { device_id: string; access_token: string };
  return testDevice(server, { userId, deviceId, token });
}

describe('whoever polls /sync', () => {
  test('is online, unless they say otherwise', async () => {
    expect(await presenceOf(alice)).toBe('offline');
    await alice.sync({ set_presence: 'offline' });
    expect(await presenceOf(alice)).toBe('offline');
    await alice.sync();
    expect(await presenceOf(alice)).toBe('online');
    await alice.sync({ set_presence: 'unavailable' });
    expect(await presenceOf(alice)).toBe('unavailable');
    await alice.sync({ set_presence: 'online' });
    expect(await presenceOf(alice)).toBe('online');
    await alice.sync({ set_presence: 'offline' });
    expect(await presenceOf(alice)).toBe('online');
  });

  test('is told of once, and keeps their status message', async () => {
    await bob.post(`/join/${await alice.createRoom({ preset: 'public_chat' })}`);
    await alice.put(`/presence/${alice.userId}/status`, { presence: 'unavailable', status_msg: 'out' });
    const { next_batch: since } = await bob.sync();
    const { next_batch: own } = await alice.sync();
    const answer = await bob.sync({ since });
    expect(answer['presence']).toMatchObject({
      events: [{ sender: alice.userId, content: { presence: 'online', status_msg: 'out' } }],
    });
    await alice.sync({ since: own });
    expect(told(await bob.sync({ since: answer.next_batch }))).toEqual([]);
  });

  test('is as present as the most present of their devices', async () => {
    const other = await secondDeviceOf(alice);
    await alice.sync();
    const { next_batch: since } = await other.sync({ set_presence: 'unavailable' });
    expect(await presenceOf(alice)).toBe('online');
    expect(told(await alice.sync({ since }))).toEqual([]);
    await alice.post('/logout');
    await other.sync({ set_presence: 'unavailable' });
    expect(await presenceOf(other)).toBe('unavailable');
  });

  test.each(['busy', '', 'ONLINE'])('cannot be %j', async (state) => {
    const answer = await alice.get(`/sync?set_presence=${state}`);
    expect([answer.status, answer.body]).toMatchObject([400, { errcode: 'M_INVALID_PARAM' }]);
    expect(await presenceOf(alice)).toBe('offline');
  });
});

test('who comes into a common room is told of in the next sync, on both sides, once', async () => {
  const roomId = await alice.createRoom({ preset: 'public_chat' });
  const [alices, bobs] = [await alice.sync(), await bob.sync()];
  await bob.post(`/join/${roomId}`);
  const hers = await alice.sync({ since: alices.next_batch });
  expect(told(hers)).toEqual([[bob.userId, 'online']]);
  expect(told(await bob.sync({ since: bobs.next_batch }))).toEqual(
    expect.arrayContaining([[alice.userId, 'online']]) as unknown,
  );
  await alice.say(roomId, 'hello');
  expect(told(await alice.sync({ since: hers.next_batch }))).toEqual([]);
});

test('presence is kept from those in no common room, also once they have left it', async () => {
  const roomId = await alice.createRoom({ preset: 'public_chat' });
  await bob.post(`/join/${roomId}`);
  await bob.post(`/rooms/${roomId}/leave`);
  const { next_batch: since } = await bob.sync();
  await alice.sync();
  expect(told(await bob.sync({ since }))).toEqual([]);
  expect((await bob.get(`/presence/${alice.userId}/status`)).status).toBe(403);
});
