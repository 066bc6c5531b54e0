import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { createHomeserver, type Homeserver } from '../homeserver.js';
import { virtualClock } from '../time/virtual-clock.js';
import { testUser, type TestUser } from './client.testkit.js';

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

describe('lazily loaded members', () => {
  const lazily = JSON.stringify({ lazy_load_members: true });

  interface Shown {
    readonly state?: readonly { readonly type: string; readonly state_key: string; readonly content: object }[];
  }

  const membersIn = ({ state }: Shown): unknown[] =>
    (state ?? []).filter(({ type }) => type === 'm.room.member').map((event) => event.state_key);

  async function withBobAndCarol(): Promise<TestUser> {
    const [bob, carol] = [await testUser(server, 'bob'), await testUser(server, 'carol')];
    for (const user of [bob, carol]) {
      await alice.post(`/rooms/${roomId}/invite`, { user_id: user.userId });
      await user.post(`/join/${roomId}`);
    }
    return bob;
  }

  test('come with a page: those who sent something in it, as they were then', async () => {
    const bob = await withBobAndCarol();
    await bob.say(roomId, '6');
    const { next_batch: from } = await alice.sync();
    await bob.put(`/profile/${bob.userId}/displayname`, { displayname: 'Robert' });
    const asked = { dir: 'b', limit: '1', from };
    const lazy = (await messages({ ...asked, filter: lazily })) as Shown;
    expect(lazy.state).toMatchObject([{ state_key: bob.userId, content: { displayname: 'bob' } }]);
    expect(await messages({ ...asked })).not.toHaveProperty('state');
    const all = (await messages({ dir: 'f', limit: '100', filter: lazily })) as Shown;
    expect(membersIn(all)).toEqual([alice.userId, bob.userId, '@carol:localhost']);
    const nothing = { types: ['org.example.none'], lazy_load_members: true };
    expect((await messages({ dir: 'b', filter: JSON.stringify(nothing) })) as Shown).toMatchObject({ state: [] });
  });

  test('come with the context of an event: those who sent something in it, and all other state', async () => {
    const bob = await withBobAndCarol();
    const eventId = await bob.say(roomId, '6');
    const path = `/rooms/${roomId}/context/${eventId}?limit=0`;
    const whole = (await alice.get(path)).body as Required<Shown>;
    const lazy = (await alice.get(`${path}&filter=${encodeURIComponent(lazily)}`)).body as Required<Shown>;
    expect(membersIn(whole)).toHaveLength(3);
    expect(membersIn(lazy)).toEqual([bob.userId]);
    const rest = ({ state }: Required<Shown>): unknown[] => state.filter(({ type }) => type !== 'm.room.member');
    expect(rest(lazy)).toEqual(rest(whole));
  });
});

test('events say what the reader’s membership was at that time', async () => {
  const bob = await testUser(server, 'bob');
  await alice.post(`/rooms/${roomId}/invite`, { user_id: bob.userId });
  await alice.say(roomId, 'while invited');
  await bob.post(`/join/${roomId}`);
  const answer = await bob.get(`/rooms/${roomId}/messages?dir=b&limit=6`);
  const { chunk } = answer.body as { chunk: { content: object; unsigned: { membership: string } }[] };
  expect(chunk.map(({ content, unsigned }) => [content, unsigned.membership])).toMatchObject([
    [{ membership: 'join' }, 'join'],
    [{ body: 'while invited' }, 'invite'],
    [{ membership: 'invite' }, 'invite'],
    [{ body: '5' }, 'leave'],
    [{ body: '4' }, 'leave'],
    [{ body: '3' }, 'leave'],
  ]);
});
