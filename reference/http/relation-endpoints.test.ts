import supertest from 'supertest';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { createHomeserver, type Homeserver } from '../homeserver.js';
import type { JsonObject } from '../matrix/json.js';
import { virtualClock, type VirtualClock } from '../time/virtual-clock.js';
import { testUser, type TestUser } from './client.testkit.js';

let clock: VirtualClock;
let server: Homeserver;
let alice: TestUser;
let bob: TestUser;
let roomId: string;
let root: string;

beforeEach(async () => {
  clock = virtualClock();
  server = createHomeserver({ clock });
  alice = await testUser(server, 'alice');
  bob = await testUser(server, 'bob');
  roomId = await alice.createRoom({ preset: 'public_chat' });
  await bob.post(`/join/${roomId}`);
  root = await alice.say(roomId, 'root');
});
afterEach(() => server.close());

interface Told {
  readonly event_id: string;
  readonly unsigned: { readonly 'm.relations'?: JsonObject };
}

interface Page {
  readonly chunk: readonly Told[];
  readonly next_batch?: string;
  readonly prev_batch?: string;
  readonly recursion_depth?: number;
}

let transactions = 0;

async function send(user: TestUser, type: string, content: object): Promise<supertest.Response> {
  clock.advanceTo(clock.now() + 1);
  return user.put(`/rooms/${roomId}/send/${type}/r${(transactions += 1)}`, content);
}

/** Sends an event that relates to another one, and answers its id. */
async function relate(user: TestUser, relation: string, parent: string, more: object = {}): Promise<string> {
  const { body, ...rest } = { body: 'x', ...more };
  const relatesTo = { 'm.relates_to': { rel_type: relation, event_id: parent, ...rest } };
  const sent = await send(user, 'm.room.message', { msgtype: 'm.text', body, ...relatesTo });
  expect(sent.status).toBe(200);
  return (sent.body as { event_id: string }).event_id;
}

async function edit(user: TestUser, original: string, body: string): Promise<string> {
  const content = { msgtype: 'm.text', body };
  const relatesTo = { 'm.relates_to': { rel_type: 'm.replace', event_id: original } };
  const sent = await send(user, 'm.room.message', { ...content, 'm.new_content': content, ...relatesTo });
  return (sent.body as { event_id: string }).event_id;
}

async function redact(user: TestUser, eventId: string): Promise<void> {
  const answer = await user.put(`/rooms/${roomId}/redact/${eventId}/r${(transactions += 1)}`);
  expect(answer.status).toBe(200);
}

async function v1(user: TestUser, path: string): Promise<supertest.Response> {
  return supertest(server.app)
    .get(`/_matrix/client/v1/rooms/${roomId}/${path}`)
    .set('Authorization', `Bearer ${user.token}`);
}

async function page(user: TestUser, path: string): Promise<Page> {
  const answer = await v1(user, path);
  expect(answer.status).toBe(200);
  return answer.body as Page;
}

const ids = ({ chunk }: Page): string[] => chunk.map(({ event_id: eventId }) => eventId);

async function bundled(user: TestUser, eventId: string): Promise<JsonObject | undefined> {
  return ((await user.get(`/rooms/${roomId}/event/${eventId}`)).body as Told).unsigned['m.relations'];
}

describe('what relates to an event', () => {
  test('is told by type of relation and of event, the latest first', async () => {
    const reply = await relate(bob, 'm.thread', root);
    const reference = await relate(bob, 'm.reference', root);
    const reaction = await send(bob, 'm.reaction', {
      'm.relates_to': { rel_type: 'm.annotation', event_id: root, key: '+' },
    });
    const { event_id: reactionId } = reaction.body as { event_id: string };
    await send(bob, 'm.room.message', { body: 'a reply', 'm.relates_to': { 'm.in_reply_to': { event_id: root } } });
    expect(ids(await page(alice, `relations/${root}`))).toEqual([reactionId, reference, reply]);
    expect(ids(await page(alice, `relations/${root}?dir=f`))).toEqual([reply, reference, reactionId]);
    expect(ids(await page(alice, `relations/${root}/m.thread`))).toEqual([reply]);
    expect(ids(await page(alice, `relations/${root}/m.annotation/m.reaction`))).toEqual([reactionId]);
    expect(await page(alice, `relations/${root}/m.annotation/m.room.message`)).toEqual({ chunk: [] });
  });

  test.each(['b', 'f'])('comes page by page, each event once: %s', async (dir) => {
    const sent = [];
    for (let i = 0; i < 5; i += 1) sent.push(await relate(bob, 'm.thread', root));
    const seen: string[] = [];
    let from = '';
    for (let pages = 0; pages < 3; pages += 1) {
      const part = await page(alice, `relations/${root}?dir=${dir}&limit=2${from}`);
      expect('prev_batch' in part).toBe(pages > 0);
      seen.push(...ids(part));
      from = `&from=${part.next_batch}`;
      expect(part.next_batch === undefined).toBe(pages === 2);
    }
    expect(seen).toEqual(dir === 'b' ? sent.toReversed() : sent);
  });

  test('ends where a token says', async () => {
    await relate(bob, 'm.thread', root);
    const { next_batch: between } = await alice.sync();
    const later = await relate(bob, 'm.thread', root);
    expect(ids(await page(alice, `relations/${root}?to=${between}`))).toEqual([later]);
    expect(ids(await page(alice, `relations/${root}?dir=f&from=${between}`))).toEqual([later]);
  });

  test('is told of further relations where asked for, through what matches alone', async () => {
    const reply = await relate(bob, 'm.thread', root);
    const edited = await edit(bob, reply, 'y');
    expect(await page(alice, `relations/${root}`)).not.toHaveProperty('recursion_depth');
    const all = await page(alice, `relations/${root}?recurse=true`);
    expect(ids(all)).toEqual([edited, reply]);
    expect(all.recursion_depth).toBe(3);
    expect(ids(await page(alice, `relations/${root}/m.replace?recurse=true`))).toEqual([]);
  });

  test('goes with a redaction, and stays when its parent is redacted', async () => {
    const [first, second] = [await relate(bob, 'm.thread', root), await relate(bob, 'm.thread', root)];
    await redact(bob, first);
    await redact(alice, root);
    expect(ids(await page(alice, `relations/${root}`))).toEqual([second]);
  });

  test('is not found for an event that is not there or not one’s own to see', async () => {
    const carol = await testUser(server, 'carol');
    for (const answer of [await v1(alice, 'relations/$unknown'), await v1(carol, `relations/${root}`)]) {
      expect([answer.status, answer.body]).toMatchObject([404, { errcode: 'M_NOT_FOUND' }]);
    }
  });

  test('leaves out what one may not see', async () => {
    const carol = await testUser(server, 'carol');
    await relate(bob, 'm.thread', root);
    await alice.put(`/rooms/${roomId}/state/m.room.history_visibility`, { history_visibility: 'joined' });
    await relate(bob, 'm.thread', root);
    await carol.post(`/join/${roomId}`);
    const visible = await relate(bob, 'm.thread', root);
    expect(ids(await page(carol, `relations/${root}?limit=1`))).toEqual([visible]);
    expect((await bundled(carol, root))?.['m.thread']).toMatchObject({ count: 2 });
    expect((await bundled(alice, root))?.['m.thread']).toMatchObject({ count: 3 });
  });

  test.each(['dir=x', 'limit=0', 'limit=x', 'from=x', 'to=x', 'recurse=maybe'])('refuses %s', async (query) => {
    const answer = await v1(alice, `relations/${root}?${query}`);
    expect([answer.status, answer.body]).toMatchObject([400, { errcode: 'M_INVALID_PARAM' }]);
  });
});

describe('what relations come to', () => {
  test('an event alone has none', async () => {
    expect(await bundled(alice, root)).toBeUndefined();
  });

  test('of a thread: its latest event, how many it has, and whether one took part', async () => {
    const carol = await testUser(server, 'carol');
    await carol.post(`/join/${roomId}`);
    await relate(bob, 'm.thread', root);
    const latest = await relate(bob, 'm.thread', root);
    const edited = await edit(bob, latest, 'y');
    const thread = { count: 2, latest_event: { event_id: latest, room_id: roomId } };
    expect((await bundled(alice, root))?.['m.thread']).toMatchObject({ ...thread, current_user_participated: true });
    expect((await bundled(bob, root))?.['m.thread']).toMatchObject({ ...thread, current_user_participated: true });
    expect((await bundled(carol, root))?.['m.thread']).toMatchObject({
      count: 2,
      current_user_participated: false,
      latest_event: { unsigned: { 'm.relations': { 'm.replace': { event_id: edited } } } },
    });
    await redact(bob, latest);
    expect((await bundled(alice, root))?.['m.thread']).toMatchObject({ count: 1 });
  });

  test('of edits: the latest valid one, whole; none once the original is redacted', async () => {
    await edit(alice, root, 'first');
    const second = await edit(alice, root, 'second');
    await edit(bob, root, 'not bob’s to edit');
    await relate(alice, 'm.replace', root, { body: 'without new content' });
    await edit(alice, second, 'an edit of an edit');
    expect(await bundled(alice, root)).toMatchObject({
      'm.replace': { event_id: second, content: { 'm.new_content': { body: 'second' } } },
    });
    expect(await bundled(alice, second)).toBeUndefined();
    await redact(alice, second);
    expect(await bundled(alice, root)).toMatchObject({ 'm.replace': { content: { body: 'first' } } });
    await redact(alice, root);
    expect(await bundled(alice, root)).toBeUndefined();
  });

  test('of references: their ids', async () => {
    const references = [await relate(bob, 'm.reference', root), await relate(alice, 'm.reference', root)];
    expect(await bundled(alice, root)).toEqual({
      'm.reference': { chunk: references.map((eventId) => ({ event_id: eventId })) },
    });
  });

  test('of state events, and of annotations: nothing', async () => {
    const { body } = await alice.put(`/rooms/${roomId}/state/m.room.topic`, { topic: 't' });
    const { event_id: topic } = body as { event_id: string };
    await relate(bob, 'm.reference', topic);
    await relate(bob, 'm.annotation', root, { key: '+' });
    expect(await bundled(alice, topic)).toBeUndefined();
    expect(await bundled(alice, root)).toBeUndefined();
  });

  test('stand in pages and contexts, and in syncs where the timeline is limited', async () => {
    await relate(bob, 'm.thread', root);
    const rootIn = (events: readonly Told[]): Told | undefined => events.find(({ event_id: id }) => id === root);
    const messages = (await alice.get(`/rooms/${roomId}/messages?dir=b`)).body as { chunk: Told[] };
    const context = (await alice.get(`/rooms/${roomId}/context/${root}`)).body as { event: Told };
    expect(rootIn(messages.chunk)?.unsigned).toHaveProperty('m.relations');
    expect(context.event.unsigned).toHaveProperty('m.relations');

    const timeline = async (limit: number): Promise<readonly Told[]> => {
      const answer = await alice.sync({ filter: JSON.stringify({ room: { timeline: { limit } } }) });
      const { join } = answer['rooms'] as unknown as { join: Record<string, { timeline: { events: Told[] } }> };
      return join[roomId]?.timeline.events ?? [];
    };
    expect(rootIn(await timeline(2))?.unsigned).toHaveProperty('m.relations');
    expect(rootIn(await timeline(100))?.unsigned).not.toHaveProperty('m.relations');
  });
});

describe('the list of threads', () => {
  test('goes by their latest event, page by page, with what they come to', async () => {
    const other = await bob.say(roomId, 'another root');
    await relate(bob, 'm.thread', other);
    await relate(alice, 'm.thread', root);
    await bob.say(roomId, 'no root');
    expect(ids(await page(alice, 'threads'))).toEqual([root, other]);
    const first = await page(alice, 'threads?limit=1');
    expect(first.chunk[0]?.unsigned['m.relations']).toHaveProperty('m.thread');
    const second = await page(alice, `threads?limit=1&from=${first.next_batch}`);
    expect([ids(first), ids(second)]).toEqual([[root], [other]]);
    expect(second).not.toHaveProperty('next_batch');
    await relate(bob, 'm.thread', other);
    expect(ids(await page(alice, 'threads'))).toEqual([other, root]);
  });

  test('shows those in which one took part, where asked for', async () => {
    const other = await bob.say(roomId, 'another root');
    await relate(bob, 'm.thread', other);
    await relate(bob, 'm.thread', root);
    expect(ids(await page(alice, 'threads?include=all'))).toEqual([root, other]);
    expect(ids(await page(alice, 'threads?include=participated'))).toEqual([root]);
    expect(ids(await page(bob, 'threads?include=participated'))).toEqual([root, other]);
  });

  test('is kept from strangers, and refuses what makes no sense', async () => {
    const carol = await testUser(server, 'carol');
    const refusal = await v1(carol, 'threads');
    expect([refusal.status, refusal.body]).toMatchObject([403, { errcode: 'M_FORBIDDEN' }]);
    for (const query of ['include=some', 'limit=0', 'from=x']) {
      expect((await v1(alice, `threads?${query}`)).body).toMatchObject({ errcode: 'M_INVALID_PARAM' });
    }
  });
});

describe('what may relate', () => {
  test('a thread starts from nothing that relates to something itself', async () => {
    const reply = await relate(bob, 'm.thread', root);
    const refused = await send(bob, 'm.room.message', { 'm.relates_to': { rel_type: 'm.thread', event_id: reply } });
    expect([refused.status, refused.body]).toMatchObject([400, { errcode: 'M_UNKNOWN' }]);
    await relate(bob, 'm.reference', reply);
  });

  test('nobody annotates the same with the same twice, until the first is redacted', async () => {
    const annotate = (user: TestUser, key: string): Promise<supertest.Response> =>
      send(user, 'm.reaction', { 'm.relates_to': { rel_type: 'm.annotation', event_id: root, key } });
    const first = (await annotate(bob, '+')).body as { event_id: string };
    const again = await annotate(bob, '+');
    expect([again.status, again.body]).toMatchObject([400, { errcode: 'M_DUPLICATE_ANNOTATION' }]);
    expect((await annotate(bob, '-')).status).toBe(200);
    expect((await annotate(alice, '+')).status).toBe(200);
    await redact(bob, first.event_id);
    expect((await annotate(bob, '+')).status).toBe(200);
  });
});

test('filters choose events by what relates to them', async () => {
  const other = await bob.say(roomId, 'another');
  await relate(bob, 'm.thread', root);
  await relate(alice, 'm.reference', other);
  const chosen = async (filter: object): Promise<string[]> => {
    const query = new URLSearchParams({ dir: 'f', filter: JSON.stringify(filter) }).toString();
    return ids((await alice.get(`/rooms/${roomId}/messages?${query}`)).body as Page);
  };
  expect(await chosen({ related_by_rel_types: ['m.thread'] })).toEqual([root]);
  expect(await chosen({ related_by_senders: [alice.userId] })).toEqual([other]);
  expect(await chosen({ related_by_senders: [alice.userId], related_by_rel_types: ['m.thread'] })).toEqual([]);
  const refused = await alice.get(`/rooms/${roomId}/messages?dir=f&filter={"related_by_senders":1}`);
  expect(refused.status).toBe(400);
});
