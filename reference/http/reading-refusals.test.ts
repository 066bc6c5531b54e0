import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { createHomeserver, type Homeserver } from '../homeserver.js';
import type { JsonObject } from '../matrix/json.js';
import { virtualClock } from '../time/virtual-clock.js';
import { testUser, type TestUser } from './client.testkit.js';

let server: Homeserver;
let alice: TestUser;
let bob: TestUser;
let roomId: string;
let eventId: string;

beforeEach(async () => {
  server = createHomeserver({ clock: virtualClock() });
  alice = await testUser(server, 'alice');
  bob = await testUser(server, 'bob');
  roomId = await alice.createRoom({ topic: 't' });
  eventId = await alice.say(roomId, 'before');
});
afterEach(() => server.close());

const refusalOf = async (user: TestUser, path: string): Promise<[number, unknown]> => {
  const { status, body } = await user.get(path);
  return [status, (body as JsonObject)['errcode']];
};

describe('somebody who was never in a room', () => {
  const PATHS = ['state', 'state/m.room.topic', 'members', 'joined_members', 'messages?dir=b'];

  test.each(PATHS)('is forbidden to read its %s', async (path) => {
    expect(await refusalOf(alice, `/rooms/${roomId}/${path}`)).toEqual([200, undefined]);
    expect(await refusalOf(bob, `/rooms/${roomId}/${path}`)).toEqual([403, 'M_FORBIDDEN']);
    await alice.post(`/rooms/${roomId}/invite`, { user_id: bob.userId });
    expect(await refusalOf(bob, `/rooms/${roomId}/${path}`)).toEqual([403, 'M_FORBIDDEN']);
    expect(await refusalOf(bob, `/rooms/!unknown:localhost/${path}`)).toEqual([403, 'M_FORBIDDEN']);
  });

  test('is not told that an event is there', async () => {
    expect(await refusalOf(alice, `/rooms/${roomId}/event/${eventId}`)).toEqual([200, undefined]);
    const refusal = await refusalOf(bob, `/rooms/${roomId}/event/${eventId}`);
    expect(refusal).toEqual([404, 'M_NOT_FOUND']);
    expect(await refusalOf(bob, `/rooms/${roomId}/event/$unknown`)).toEqual(refusal);
    expect(await refusalOf(bob, `/rooms/!unknown:localhost/event/${eventId}`)).toEqual(refusal);
    expect(await refusalOf(bob, `/rooms/${roomId}/context/${eventId}`)).toEqual([403, 'M_FORBIDDEN']);
  });

  test('reads their own invitation, and nothing else', async () => {
    await alice.post(`/rooms/${roomId}/invite`, { user_id: bob.userId });
    const { body: members } = await alice.get(`/rooms/${roomId}/members?membership=invite`);
    const [invitation] = (members as { chunk: { event_id: string }[] }).chunk;
    expect((await bob.get(`/rooms/${roomId}/event/${invitation?.event_id}`)).body).toMatchObject({
      content: { membership: 'invite' },
    });
    expect(await refusalOf(bob, `/rooms/${roomId}/event/${eventId}`)).toEqual([404, 'M_NOT_FOUND']);
  });
});

test('an event that somebody in the room may not see is not found', async () => {
  await alice.put(`/rooms/${roomId}/state/m.room.history_visibility`, { history_visibility: 'joined' });
  const hidden = await alice.say(roomId, 'hidden');
  await alice.post(`/rooms/${roomId}/invite`, { user_id: bob.userId });
  await bob.post(`/join/${roomId}`);
  const shown = await alice.say(roomId, 'shown');
  for (const endpoint of ['event', 'context']) {
    expect(await refusalOf(bob, `/rooms/${roomId}/${endpoint}/${shown}`)).toEqual([200, undefined]);
    expect(await refusalOf(bob, `/rooms/${roomId}/${endpoint}/${hidden}`)).toEqual([404, 'M_NOT_FOUND']);
  }
});

test('a room that was forgotten is read no more, its events included', async () => {
  await alice.post(`/rooms/${roomId}/leave`);
  expect(await refusalOf(alice, `/rooms/${roomId}/event/${eventId}`)).toEqual([200, undefined]);
  await alice.post(`/rooms/${roomId}/forget`);
  expect(await refusalOf(alice, `/rooms/${roomId}/event/${eventId}`)).toEqual([404, 'M_NOT_FOUND']);
  expect(await refusalOf(alice, `/rooms/${roomId}/messages?dir=b`)).toEqual([403, 'M_FORBIDDEN']);
});

test.each([
  ['/directory/room/%23nowhere:localhost', 404, 'M_NOT_FOUND'],
  ['/directory/room/nowhere', 400, 'M_INVALID_PARAM'],
  ['/profile/@nobody:localhost', 404, 'M_NOT_FOUND'],
  ['/profile/@nobody:localhost/displayname', 404, 'M_NOT_FOUND'],
  ['/presence/@nobody:localhost/status', 403, 'M_FORBIDDEN'],
  ['/devices/NONE', 404, 'M_NOT_FOUND'],
  ['/user/@alice:localhost/filter/7', 404, 'M_NOT_FOUND'],
  ['/user/@alice:localhost/account_data/none', 404, 'M_NOT_FOUND'],
  ['/user/@alice:localhost/rooms/!r:localhost/account_data/none', 404, 'M_NOT_FOUND'],
  ['/user/@alice:localhost/rooms/nowhere/account_data/none', 400, 'M_INVALID_PARAM'],
  ['/user/@bob:localhost/account_data/none', 403, 'M_FORBIDDEN'],
])('what is not there is refused as the specification lists it: %s', async (path, status, errcode) => {
  expect(await refusalOf(alice, path)).toEqual([status, errcode]);
});
