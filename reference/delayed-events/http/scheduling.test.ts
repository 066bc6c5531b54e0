import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { testUser } from '../../http/client.testkit.js';
import { type StagedServer, stageServer, TYPE } from './server.testkit.js';

let stage: StagedServer;

beforeEach(async () => {
  stage = await stageServer();
});
afterEach(() => stage.server.close());

describe('scheduling', () => {
  test.each(['stable', 'unstable'] as const)('a message is sent when its delay is over: %s', async (prefix) => {
    const scheduled = await stage.schedule({ content: { body: 'later' } }, { prefix });
    expect(scheduled).toMatchObject({ status: 200, body: { delay_id: expect.any(String) as string } });
    expect(Object.keys(scheduled.body)).toEqual(['delay_id']);

    stage.pass(9_999);
    expect(await stage.events()).toEqual([]);
    stage.pass(1);
    expect(await stage.events()).toMatchObject([
      { sender: stage.alice.userId, content: { body: 'later' }, origin_server_ts: stage.clock.now() },
    ]);
    stage.pass(1_000_000);
    expect(await stage.events()).toHaveLength(1);
  });

  test.each(['', 'key', stringOf(200)])('state of the key "%s" is sent as state', async (stateKey) => {
    await stage.delayed({ state_key: stateKey, content: { n: 1 } });
    stage.pass(10_000);
    const path = `/rooms/${stage.room}/state/${TYPE}/${encodeURIComponent(stateKey)}`;
    expect((await stage.alice.get(path)).body).toEqual({ n: 1 });
  });

  test('delays beyond 2^31-1 ms wait as long as they say', async () => {
    stage.server.close();
    stage = await stageServer({ maxDelay: null });
    await stage.delayed({ delay_ms: 2 ** 31 + 5 });
    stage.pass(2 ** 31 + 4);
    expect(await stage.events()).toEqual([]);
    stage.pass(1);
    expect(await stage.events()).toHaveLength(1);
  });

  test('the event is nowhere before it is sent', async () => {
    await stage.delayed({ state_key: '' });
    expect(await stage.events()).toEqual([]);
    expect((await stage.alice.get(`/rooms/${stage.room}/state/${TYPE}`)).status).toBe(404);
    expect(JSON.stringify(await stage.alice.sync())).not.toContain(TYPE);
  });

  test('newer state does not hold a delayed one back', async () => {
    await stage.delayed({ state_key: '', content: { n: 1 } });
    await stage.alice.put(`/rooms/${stage.room}/state/${TYPE}`, { n: 2 });
    stage.pass(10_000);
    expect((await stage.alice.get(`/rooms/${stage.room}/state/${TYPE}`)).body).toEqual({ n: 1 });
  });

  test('those that are due together go in the order in which they were scheduled', async () => {
    for (const n of [1, 2, 3]) await stage.delayed({ content: { n } });
    stage.pass(10_000);
    expect((await stage.events()).map(({ content }) => content['n'])).toEqual([1, 2, 3]);
  });
});

describe('transaction ids', () => {
  test('the same request again schedules nothing new, whatever has become of the first', async () => {
    stage.server.close();
    stage = await stageServer({ maxScheduled: 1 });
    const again = async (): Promise<string> => stage.delayed({}, { txnId: 'same' });
    const id = await again();
    expect(await again()).toBe(id);
    expect((await stage.schedule()).summary).toBe('429 M_LIMIT_EXCEEDED');
    stage.pass(10_000);
    expect(await again()).toBe(id);
    stage.pass(10_000);
    expect(await stage.events()).toHaveLength(1);
  });

  test('belong to a user, a device, a room, a type and an endpoint', async () => {
    const other = await testUser(stage.server, 'carol');
    const login = await stage.alice.post('/login', {
      type: 'm.login.password',
      identifier: { type: 'm.id.user', user: 'alice' },
      password: 'secret',
    });
    const room = encodeURIComponent(await stage.alice.createRoom());
    await other.post(`/join/${stage.room}`);
    const txnId = 'same';
    const ids = await Promise.all([
      stage.delayed({}, { txnId }),
      stage.delayed({}, { txnId, prefix: 'unstable' }),
      stage.delayed({}, { txnId, by: stage.bob }),
      stage.delayed({}, { txnId, by: other }),
      stage.delayed({}, { txnId, by: { token: (login.body as { access_token: string }).access_token } }),
      stage.delayed({}, { txnId, room }),
      stage.delayed({}, { txnId, type: 'org.example.other' }),
    ]);
    expect(new Set(ids).size).toBe(ids.length);
    const sent = await stage.alice.put(`/rooms/${stage.room}/send/${TYPE}/${txnId}`, {});
    expect(sent.body).toMatchObject({ event_id: expect.any(String) as string });
  });

  test('a refused request uses none', async () => {
    expect((await stage.schedule({ delay_ms: 0 }, { txnId: 'same' })).summary).toBe('400 M_INVALID_PARAM');
    expect((await stage.schedule({}, { txnId: 'same' })).status).toBe(200);
  });
});

describe('what is malformed is refused, and stays nowhere', () => {
  test.each([
    ['a body that is no JSON', '{', '400 M_NOT_JSON'],
    ['no body', undefined, '400 M_NOT_JSON'],
    ['a body that is no object', '[]', '400 M_BAD_JSON'],
    ['no delay', { content: {} }, '400 M_MISSING_PARAM'],
    ['a delay that is text', { delay_ms: '1000', content: {} }, '400 M_BAD_JSON'],
    ['a delay that is null', { delay_ms: null, content: {} }, '400 M_BAD_JSON'],
    ['a delay of 0', { delay_ms: 0, content: {} }, '400 M_INVALID_PARAM'],
    ['a negative delay', { delay_ms: -1, content: {} }, '400 M_INVALID_PARAM'],
    ['half a millisecond', { delay_ms: 1.5, content: {} }, '400 M_INVALID_PARAM'],
    ['a delay without end', '{"delay_ms":1e400,"content":{}}', '400 M_INVALID_PARAM'],
    ['no content', { delay_ms: 1 }, '400 M_MISSING_PARAM'],
    ['content that is null', { delay_ms: 1, content: null }, '400 M_BAD_JSON'],
    ['content that is a list', { delay_ms: 1, content: [] }, '400 M_BAD_JSON'],
    ['a state key that is a number', { delay_ms: 1, content: {}, state_key: 1 }, '400 M_BAD_JSON'],
    ['a state key that is null', { delay_ms: 1, content: {}, state_key: null }, '400 M_BAD_JSON'],
    ['a number that no event can hold', { delay_ms: 1, content: { n: 0.5 } }, '400 M_BAD_JSON'],
    ['half a character', '{"delay_ms":1,"content":{"a":"\\ud800"}}', '400 M_BAD_JSON'],
    ['an event that is too large', { delay_ms: 1, content: { a: 'x'.repeat(65_536) } }, '413 M_TOO_LARGE'],
    ['a state key that is too long', { delay_ms: 1, content: {}, state_key: 'x'.repeat(256) }, '413 M_TOO_LARGE'],
    ['a body beyond all measure', { delay_ms: 1, content: { a: 'x'.repeat(1_100_000) } }, '413 M_TOO_LARGE'],
  ])('%s', async (_what, body, summary) => {
    const path = `/_matrix/client/v3/rooms/${stage.room}/delayed_event/${TYPE}/t`;
    const answered = await stage.call('PUT', path, { body });
    expect(answered.summary).toBe(summary);
    expect(answered.body['error']).toEqual(expect.any(String));
    stage.pass(1_000);
    expect(await stage.events()).toEqual([]);
  });

  test('events that the room itself finds malformed', async () => {
    const levels = { state_key: '', content: { users: { [stage.alice.userId]: 'much' } } };
    expect((await stage.schedule(levels, { type: 'm.room.power_levels' })).summary).toBe('400 M_BAD_JSON');
    expect((await stage.schedule({}, { type: 'm.room.redaction' })).summary).toBe('400 M_BAD_JSON');
  });

  test('a path that is not percent-encoded UTF-8', async () => {
    const path = `/_matrix/client/v3/rooms/${stage.room}/delayed_event/%ff/t`;
    expect((await stage.call('PUT', path, { body: {} })).summary).toBe('400 M_INVALID_PARAM');
  });

  test.each([
    [null, '401 M_MISSING_TOKEN'],
    [{ token: 'wrong' }, '401 M_UNKNOWN_TOKEN'],
  ])('whoever does not say who they are: %o', async (by, summary) => {
    expect((await stage.schedule({}, { by })).summary).toBe(summary);
    expect((await stage.schedule({}, { by, prefix: 'unstable' })).summary).toBe(summary);
  });

  test.each(['GET', 'POST', 'DELETE'])('%s', async (method) => {
    const path = `/_matrix/client/v3/rooms/${stage.room}/delayed_event/${TYPE}/t`;
    expect((await stage.call(method, path)).summary).toBe('405 M_UNRECOGNIZED');
  });
});

describe('rooms', () => {
  test('those that are not there are not told from those that one is not in', async () => {
    const carol = await testUser(stage.server, 'carol');
    const stranger = await stage.schedule({}, { by: carol });
    const nowhere = await stage.schedule({}, { room: '!nowhere:localhost' });
    expect([stranger.summary, nowhere.summary]).toEqual(['403 M_FORBIDDEN', '403 M_FORBIDDEN']);
    expect(stranger.body).toEqual(nowhere.body);
  });

  test('what the sender may not send is accepted, and judged when it is due', async () => {
    const id = await stage.delayed({ state_key: '' }, { by: stage.bob });
    stage.pass(10_000);
    expect(await stage.events()).toEqual([]);
    const { body } = await stage.look(id, { by: stage.bob });
    expect(body['finalised']).toMatchObject({ error: { errcode: 'M_FORBIDDEN', error: expect.any(String) as string } });
  });
});

test('guests may do all that others may', async () => {
  const registered = await stage.call('POST', '/_matrix/client/v3/register?kind=guest', { by: null, body: {} });
  const guest = { token: String(registered.body['access_token']) };
  const access = { guest_access: 'can_join' };
  await stage.alice.put(`/rooms/${stage.room}/state/m.room.guest_access`, access);
  await stage.call('POST', `/_matrix/client/v3/join/${stage.room}`, { by: guest, body: {} });
  const id = await stage.delayed({}, { by: guest });
  expect((await stage.look(id, { by: guest })).status).toBe(200);
  for (const action of ['restart', 'send', 'send'])
    expect((await stage.act(id, action, { by: guest })).status).toBe(200);
  expect((await stage.act(await stage.delayed({}, { by: guest }), 'cancel', { by: guest })).status).toBe(200);
  expect(await stage.events()).toHaveLength(1);
});

function stringOf(length: number): string {
  return 'x'.repeat(length);
}
