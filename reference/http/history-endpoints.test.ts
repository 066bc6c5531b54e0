import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { createHomeserver, type Homeserver } from '../homeserver.js';
import { virtualClock } from '../time/virtual-clock.js';
import { testUser, type TestUser } from './test-client.js';

let server: Homeserver;
let alice: TestUser;
let roomId: string;

beforeEach(async () => {
  server = createHomeserver({ clock: virtualClock() });
  alice = await testUser(server, 'alice');
  roomId = await alice.createRoom();
  for (let i = 1; i <= 5; i += 1) await alice.say(roomId, `${i}`);
});
afterEach(() => server.close());

interface Messages {
  readonly start: string;
  readonly end?: string;
  readonly chunk: readonly { readonly type: string; readonly content: { readonly body?: string } }[];
}

async function messages(query: Record<string, string>): Promise<Messages & { texts: (string | undefined)[] }> {
  const answer = await alice.get(`/rooms/${roomId}/messages?${new URLSearchParams(query).toString()}`);
  expect(answer.status).toBe(200);
  const body = answer.body as Messages;
  return {
    ...body,
    texts: body.chunk.filter(({ type }) => type === 'm.room.message').map(({ content }) => content.body),
  };
}

describe('messages', () => {
  test.each(['b', 'f'])('page by page, each event once, to the end: %s', async (dir) => {
    const whole = await messages({ dir, limit: '1000' });
    expect(whole.texts).toEqual(dir === 'b' ? ['5', '4', '3', '2', '1'] : ['1', '2', '3', '4', '5']);
    expect(whole).not.toHaveProperty('end');

    const paged: unknown[] = [];
    let from: string | undefined;
    do {
      const page: Messages = await messages({ dir, limit: '2', ...(from === undefined ? {} : { from }) });
      paged.push(...page.chunk);
      expect(page.chunk.length).toBeLessThanOrEqual(2);
      from = page.end;
    } while (from !== undefined);
    expect(paged).toEqual(whole.chunk);
  });

  test('between two tokens, in either direction', async () => {
    const first = await alice.sync();
    await alice.say(roomId, '6');
    await alice.say(roomId, '7');
    const second = await alice.sync();
    await alice.say(roomId, '8');
    expect((await messages({ dir: 'f', from: first.next_batch, to: second.next_batch })).texts).toEqual(['6', '7']);
    expect((await messages({ dir: 'b', from: second.next_batch, to: first.next_batch })).texts).toEqual(['7', '6']);
  });

  test('as a filter wants them', async () => {
    const filter = JSON.stringify({ types: ['m.room.message'], limit: 2 });
    expect((await messages({ dir: 'b', filter })).chunk.map(({ content }) => content.body)).toEqual(['5', '4']);
  });

  test.each([
    '',
    'dir=x',
    'dir=b&limit=-1',
    'dir=b&limit=x',
    'dir=b&from=x',
    'dir=b&to=s999999',
    'dir=b&filter={',
    'dir=b&filter=[]',
  ])('refuses what makes no sense: %s', async (query) => {
    const answer = await alice.get(`/rooms/${roomId}/messages?${query}`);
    expect([answer.status, answer.body]).toMatchObject([
      400,
      { errcode: expect.stringMatching(/^M_(INVALID|MISSING)_PARAM$/) as unknown },
    ]);
  });
});

test('an event alone, and with what lies around it', async () => {
  const found = (await messages({ dir: 'b', limit: '3' })).chunk[2] as unknown as { event_id: string };
  expect((await alice.get(`/rooms/${roomId}/event/${found.event_id}`)).body).toMatchObject({ content: { body: '3' } });
  expect((await alice.get(`/rooms/${roomId}/event/$unknown`)).body).toMatchObject({ errcode: 'M_NOT_FOUND' });
  const context = (await alice.get(`/rooms/${roomId}/context/${found.event_id}?limit=2`)).body as Record<
    string,
    object[]
  >;
  expect(context).toMatchObject({
    event: { content: { body: '3' } },
    events_before: [{ content: { body: '2' } }],
    events_after: [{ content: { body: '4' } }],
  });
  expect(context['state']?.length).toBeGreaterThan(4);
});

test('an event of another room is not found', async () => {
  const other = await alice.createRoom();
  const eventId = await alice.say(other, 'x');
  expect((await alice.get(`/rooms/${roomId}/event/${eventId}`)).status).toBe(404);
});

test('members, now and as they were, and whom a filter lets through', async () => {
  const bob = await testUser(server, 'bob');
  await alice.post(`/rooms/${roomId}/invite`, { user_id: bob.userId });
  const { next_batch: invited } = await alice.sync();
  await bob.put(`/profile/${bob.userId}/displayname`, { displayname: 'Bobby' });
  await bob.post(`/join/${roomId}`);
  const memberships = async (query: string): Promise<unknown> => {
    const { chunk } = (await alice.get(`/rooms/${roomId}/members?${query}`)).body as {
      chunk: { state_key: string; content: { membership: string } }[];
    };
    return chunk.map(({ state_key: userId, content }) => [userId, content.membership]);
  };
  expect(await memberships('')).toEqual([
    [alice.userId, 'join'],
    [bob.userId, 'join'],
  ]);
  expect(await memberships(`at=${invited}`)).toEqual([
    [alice.userId, 'join'],
    [bob.userId, 'invite'],
  ]);
  expect(await memberships(`at=${invited}&membership=invite`)).toEqual([[bob.userId, 'invite']]);
  expect(await memberships(`at=${invited}&not_membership=invite`)).toEqual([[alice.userId, 'join']]);
  expect((await alice.get(`/rooms/${roomId}/joined_members`)).body).toEqual({
    joined: { [alice.userId]: { display_name: 'alice' }, [bob.userId]: { display_name: 'Bobby' } },
  });
});
