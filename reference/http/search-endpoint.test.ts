import { afterEach, beforeEach, expect, test } from 'vitest';

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

async function found(term: string, rooms?: readonly string[]): Promise<unknown[]> {
  const filter = rooms === undefined ? {} : { filter: { rooms } };
  const answer = await alice.post('/search', { search_categories: { room_events: { search_term: term, ...filter } } });
  expect(answer.status).toBe(200);
  const { results } = answer.body.search_categories.room_events as { results: { result: { event_id: string } }[] };
  return results.map(({ result }) => result.event_id);
}

test('what has all of the words is found, the newest first, in those rooms that are asked for', async () => {
  const [here, there] = [await alice.createRoom(), await alice.createRoom()];
  const first = await alice.say(here, 'A red rose');
  const second = await alice.say(there, 'a Rose');
  await alice.say(there, 'roses');
  expect(await found('rose')).toEqual([second, first]);
  expect(await found('rose red')).toEqual([first]);
  expect(await found('rose', [there])).toEqual([second]);
});

test('nothing is found in rooms of others', async () => {
  const bob = await testUser(server, 'bob');
  await bob.say(await bob.createRoom(), 'a secret');
  expect(await found('secret')).toEqual([]);
});

test.each([
  [{}, 400, 'M_MISSING_PARAM'],
  [{ search_categories: 5 }, 400, 'M_BAD_JSON'],
  [{ search_categories: { room_events: {} } }, 400, 'M_MISSING_PARAM'],
])('%j is refused', async (body, status, errcode) => {
  expect(await alice.post('/search', body)).toMatchObject({ status, body: { errcode } });
});
