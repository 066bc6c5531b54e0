import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import type { JsonObject } from '../../matrix/json.js';
import { type Answered, type StagedServer, stageServer } from './server.testkit.js';

let stage: StagedServer;

beforeEach(async () => {
  stage = await stageServer();
});
afterEach(() => stage.server.close());

const schedule = (query = 'future_timeout=1000'): Promise<Answered> =>
  stage.schedule(`send_future/m.tea/t${Math.random()}?${query}`);

test('tokens of one format send, refresh and cancel, and are answered alike', async () => {
  const first = await schedule();
  const tokens = ['send_token', 'refresh_token', 'cancel_token'].map((field) =>
    String((first.body as JsonObject)[field]),
  );
  expect(new Set(tokens.map((token) => token.length)).size).toBe(1);
  expect(new Set(tokens).size).toBe(3);
  const answers = [await stage.use(first, 'refresh_token'), await stage.use(first, 'send_token')];
  answers.push(await stage.use(await schedule(), 'cancel_token'));
  for (const { status, body } of answers) expect([status, body]).toEqual([200, {}]);
  expect(await stage.events('m.tea')).toHaveLength(1);
});

test('dead, unknown and odd tokens are not told apart', async () => {
  const answered = await schedule();
  await stage.use(answered, 'cancel_token');
  const dead = await stage.use(answered, 'cancel_token');
  expect(dead.summary).toBe('410 M_NOT_FOUND');
  for (const token of ['unknown', '__proto__', stage.alice.token, stage.room, '%00', 'x'.repeat(5_000)]) {
    const { status, body } = await stage.call('POST', `/_matrix/client/v3/futures/${token}`);
    expect([status, body]).toEqual([410, dead.body]);
  }
});

test('access tokens make no difference, invalid ones included', async () => {
  for (const token of [stage.bob.token, 'invalid', undefined]) {
    const answered = await schedule();
    const path = `/_matrix/client/v3/futures/${String((answered.body as JsonObject)['send_token'])}`;
    expect((await stage.call('POST', path, token === undefined ? {} : { token })).status).toBe(200);
  }
  expect(await stage.events('m.tea')).toHaveLength(3);
});

test.each(['{', '[]', '{"action":"cancel"}', 'x'.repeat(1_000)])('the body is ignored: %s', async (body) => {
  const answered = await schedule();
  const path = `/_matrix/client/v3/futures/${String((answered.body as JsonObject)['send_token'])}`;
  expect((await stage.call('POST', path, { body })).status).toBe(200);
  expect(await stage.events('m.tea')).toHaveLength(1);
});

test.each([
  ['both', { POST: '200', PUT: '200' }],
  ['post', { POST: '200', PUT: '405 M_UNRECOGNIZED' }],
  ['put', { POST: '405 M_UNRECOGNIZED', PUT: '200' }],
] as const)('Q-METHOD=%s', async (reading, summaries) => {
  stage.server.close();
  stage = await stageServer({ readings: { 'Q-METHOD': reading } });
  const answered = await schedule();
  for (const [method, summary] of Object.entries(summaries)) {
    expect((await stage.use(answered, 'refresh_token', method)).summary).toBe(summary);
  }
  for (const method of ['GET', 'DELETE', 'PATCH']) {
    expect((await stage.use(answered, 'refresh_token', method)).summary).toBe('405 M_UNRECOGNIZED');
  }
});

test('a forbidden send says nothing about what was forbidden', async () => {
  const answered = await stage.schedule('send_future/m.tea/t1?future_timeout=1000', {}, stage.bob);
  await stage.alice.post(`/rooms/${stage.room}/ban`, { user_id: stage.bob.userId });
  const refused = await stage.use(answered, 'send_token');
  expect(refused.summary).toBe('403 M_FORBIDDEN');
  expect(JSON.stringify(refused.body)).not.toMatch(/bob|tea|!|\$/);
  expect((await stage.use(answered, 'send_token')).summary).toBe('410 M_NOT_FOUND');
});

describe('concurrent calls', () => {
  test('of all tokens of a group send one event', async () => {
    const timeout = await schedule('future_timeout=1000&future_group_id=g');
    const action = await schedule('future_timeout=none&future_group_id=g');
    const calls = Array.from({ length: 20 }, (_, index) => stage.use(index % 2 === 0 ? timeout : action, 'send_token'));
    const summaries = (await Promise.all(calls)).map(({ summary }) => summary);
    expect(summaries.filter((summary) => summary === '200')).toHaveLength(1);
    expect(await stage.events('m.tea')).toHaveLength(1);
  });
});
