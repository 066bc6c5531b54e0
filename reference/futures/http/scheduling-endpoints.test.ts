import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import type { FuturesRevisionOptions } from '../../homeserver.js';
import { type StagedServer, stageServer } from './server.testkit.js';

let stage: StagedServer;

/** Starts anew with other options. */
async function restage(options: FuturesRevisionOptions, prefix?: string): Promise<void> {
  stage.server.close();
  stage = await stageServer(options, prefix);
}

beforeEach(async () => {
  stage = await stageServer();
});
afterEach(() => stage.server.close());

describe('scheduling', () => {
  test('a message future is answered its tokens and sends its event', async () => {
    const content = { text: 'tea ☕', deep: [{ n: -1, big: 2 ** 53 - 1, __proto__x: null }] };
    const answered = await stage.schedule('send_future/m.tea/t1?future_timeout=1000', content);
    expect(answered.status).toBe(200);
    expect(answered.body).not.toHaveProperty('event_id');
    stage.pass(999);
    expect(await stage.events('m.tea')).toEqual([]);
    stage.pass(1);
    expect(await stage.events('m.tea')).toMatchObject([
      { content, sender: stage.alice.userId, origin_server_ts: stage.clock.now() },
    ]);
  });

  test.each([
    ['state_future/m.tea/key', 'key'],
    ['state_future/m.tea/', ''],
    ['state_future/m.tea', ''],
    [`state_future/m.tea/${encodeURIComponent('ä/%2F?#')}`, 'ä/%2F?#'],
  ])('%s becomes room state', async (path, stateKey) => {
    await stage.schedule(`${path}?future_timeout=1000`, { cups: 3 });
    stage.pass(1_000);
    expect(await stage.events('m.tea')).toMatchObject([{ state_key: stateKey, content: { cups: 3 } }]);
    const { body } = await stage.alice.get(`/rooms/${stage.room}/state/m.tea/${encodeURIComponent(stateKey)}`);
    expect(body).toEqual({ cups: 3 });
  });

  test('type and transaction id may be percent-encoded', async () => {
    const type = 'm.ü/%41 +';
    const path = `send_future/${encodeURIComponent(type)}/${encodeURIComponent('t/%2f')}?future_timeout=1000`;
    const [first, second] = [await stage.schedule(path), await stage.schedule(path)];
    expect(second.body).toEqual(first.body);
    stage.pass(1_000);
    expect(await stage.events(type)).toHaveLength(1);
  });

  test.each([
    ['?future_timeout=none', '409 M_CONFLICT'],
    ['', '400 M_MISSING_PARAM'],
    ['?future_group_id=g', '400 M_MISSING_PARAM'],
    ['?timeout=1000', '400 M_MISSING_PARAM'],
    ['?future_timeout=soon', '400 M_INVALID_PARAM'],
    ['?future_timeout=-1', '400 M_INVALID_PARAM'],
    ['?future_timeout=NONE', '400 M_INVALID_PARAM'],
    ['?future_timeout=Infinity', '400 M_INVALID_PARAM'],
    ['?future_timeout=0x10', '400 M_INVALID_PARAM'],
    ['?future_timeout=%D9%A1', '400 M_INVALID_PARAM'],
    ['?future_timeout=%FF', '400 M_INVALID_PARAM'],
    ['?future_timeout=604800001', '400 M_INVALID_PARAM'],
    [`?future_timeout=${'9'.repeat(1_000)}`, '400 M_INVALID_PARAM'],
    ['?future_timeout=1000&future_group_id=a&future_group_id=b', '400 M_INVALID_PARAM'],
    ['?future_timeout=1000&future_group_id=%FF', '400 M_INVALID_PARAM'],
  ])('%s is refused with %s and leaves nothing', async (query, summary) => {
    const answered = await stage.schedule(`send_future/m.tea/t1${query}`);
    expect(answered.summary).toBe(summary);
    expect(answered.body).toHaveProperty('error');
    expect(await stage.listed()).toEqual([]);
    stage.pass(10_000_000);
    expect(await stage.events('m.tea')).toEqual([]);
  });

  test.each(['1e3', '10.5', '%2010', '+10', '%2B10', '1000&future_timeout=2000'])(
    'Q-NUMBER: %s is refused, or read at its value',
    async (text) => {
      const path = `send_future/m.tea/t1?future_timeout=${text}`;
      expect((await stage.schedule(path)).summary).toBe('400 M_INVALID_PARAM');
      await restage({ readings: { 'Q-NUMBER': 'value' } });
      expect((await stage.schedule(path)).status).toBe(200);
      const due = text.startsWith('1e3') || text.startsWith('1000') ? 1_000 : 10 + Number(text === '10.5');
      stage.pass(due - 1);
      expect(await stage.events('m.tea')).toEqual([]);
      stage.pass(1);
      expect(await stage.events('m.tea')).toHaveLength(1);
    },
  );

  test.each(['refused', 'value'] as const)(
    'Q-NUMBER=%s: the empty text and negative numbers are none',
    async (reading) => {
      await restage({ readings: { 'Q-NUMBER': reading } });
      for (const text of ['', '%20', '-1', '-1e3', '-0', '.', 'e3', '1e999']) {
        const answered = await stage.schedule(`send_future/m.tea/t1?future_timeout=${text}`);
        expect(answered.summary).toBe('400 M_INVALID_PARAM');
      }
    },
  );

  test('the maximum can be set, and there may be none', async () => {
    await restage({ maxTimeout: 5_000 });
    expect((await stage.schedule('send_future/m.tea/t1?future_timeout=5000')).status).toBe(200);
    const { body } = await stage.schedule('send_future/m.tea/t2?future_timeout=5001');
    expect((body as { error: string }).error).toContain('5000');
    await restage({ maxTimeout: null });
    expect((await stage.schedule('send_future/m.tea/t1?future_timeout=9007199254740991')).status).toBe(200);
    expect((await stage.schedule('send_future/m.tea/t2?future_timeout=9007199254740993')).summary).toBe(
      '400 M_INVALID_PARAM',
    );
  });

  test('a timeout that is too long to be exact is above the maximum first', async () => {
    const { body } = await stage.schedule('send_future/m.tea/t1?future_timeout=99999999999999999999');
    expect((body as { error: string }).error).toContain('604800000');
  });

  test('a group id of 10,000 characters is a group id', async () => {
    const groupId = encodeURIComponent('ü'.repeat(10_000));
    expect((await stage.schedule(`send_future/m.tea/t1?future_timeout=1000&future_group_id=${groupId}`)).status).toBe(
      200,
    );
    expect((await stage.schedule(`send_future/m.tea/t2?future_timeout=none&future_group_id=${groupId}`)).status).toBe(
      200,
    );
    expect(await stage.listed()).toHaveLength(2);
  });

  test.each([
    ['no JSON', '{', '400 M_NOT_JSON'],
    ['nothing', '', '400 M_NOT_JSON'],
    ['no object', [], '400 M_BAD_JSON'],
    ['a text', '"x"', '400 M_BAD_JSON'],
    ['a float', { n: 1.5 }, '400 M_BAD_JSON'],
    ['an integer beyond 2^53', '{"n":9007199254740993}', '400 M_BAD_JSON'],
    ['too much', { text: 'x'.repeat(70_000) }, '413 M_TOO_LARGE'],
  ])('a body that is %s is refused', async (_what, body, summary) => {
    expect((await stage.schedule('send_future/m.tea/t1?future_timeout=1000', body)).summary).toBe(summary);
    expect(await stage.listed()).toEqual([]);
  });

  test.each(['never-sent', 'sent'] as const)('Q-CONTENT=%s', async (reading) => {
    await restage({ readings: { 'Q-CONTENT': reading } });
    expect((await stage.schedule('send_future/m.tea/t1?future_timeout=1000', { n: 1.5 })).status).toBe(200);
    stage.pass(1_000);
    expect(await stage.events('m.tea')).toHaveLength(reading === 'sent' ? 1 : 0);
    expect(await stage.listed()).toEqual([]);
  });

  test.each(['send_future/m.tea/t1', 'state_future/m.tea/key'])(
    '%s needs an access token, before all else',
    async (path) => {
      const url = `/_matrix/client/v3/rooms/${stage.room}/${path}?future_timeout=soon`;
      expect((await stage.call('PUT', url, { body: '{' })).summary).toBe('401 M_MISSING_TOKEN');
      expect((await stage.call('PUT', url, { token: 'guess', body: '{' })).summary).toBe('401 M_UNKNOWN_TOKEN');
      for (const method of ['POST', 'DELETE', 'GET']) {
        expect((await stage.call(method, url, { token: stage.alice.token })).summary).toBe('405 M_UNRECOGNIZED');
      }
    },
  );

  test.each([
    ['scheduling', '403 M_FORBIDDEN', 0],
    ['sending', '200', 1],
  ] as const)('Q-MEMBERSHIP=%s', async (reading, summary, listed) => {
    await restage({ readings: { 'Q-MEMBERSHIP': reading } });
    const roomId = encodeURIComponent(await stage.bob.createRoom());
    for (const room of [roomId, '!nowhere:localhost']) {
      const answered = await stage.call(
        'PUT',
        `/_matrix/client/v3/rooms/${room}/send_future/m.tea/${room}?future_timeout=1000`,
        {
          token: stage.alice.token,
          body: {},
        },
      );
      expect(answered.summary).toBe(summary);
    }
    expect(await stage.listed()).toHaveLength(2 * listed);
    stage.pass(1_000);
    expect(await stage.listed()).toEqual([]);
  });
});

test.each([
  ['refused', '400 M_MISSING_PARAM'],
  ['action', '200'],
] as const)('Q-ABSENT=%s', async (reading, summary) => {
  await restage({ readings: { 'Q-ABSENT': reading } });
  await stage.schedule('send_future/m.tea/t1?future_timeout=1000&future_group_id=g');
  const answered = await stage.schedule('send_future/m.tea/t2?future_group_id=g');
  expect(answered.summary).toBe(summary);
  if (reading === 'action') expect(answered.body).not.toHaveProperty('refresh_token');
  expect((await stage.schedule('send_future/m.tea/t3')).summary).toBe('400 M_MISSING_PARAM');
  const unknown = reading === 'action' ? '409 M_CONFLICT' : '400 M_MISSING_PARAM';
  expect((await stage.schedule('send_future/m.tea/t4?future_group_id=h')).summary).toBe(unknown);
});

test.each([
  ['ms', 10, '604800000', 'future_timeout=10'],
  ['s', 10_000, '604800', 'future_timeout=10'],
] as const)('Q-UNIT=%s', async (reading, ms, max, listed) => {
  await restage({ readings: { 'Q-UNIT': reading } });
  await stage.schedule('send_future/m.tea/t1?future_timeout=10');
  expect((await stage.listed())[0]?.['url']).toContain(listed);
  stage.pass(ms - 1);
  expect(await stage.events('m.tea')).toEqual([]);
  stage.pass(1);
  expect(await stage.events('m.tea')).toHaveLength(1);
  expect((await stage.schedule(`send_future/m.tea/t2?future_timeout=${max}`)).status).toBe(200);
  const { body } = await stage.schedule('send_future/m.tea/t3?future_timeout=604800001');
  expect((body as { error: string }).error).toMatch(new RegExp(`\\b${max}\\b`));
});

test('Q-PREFIX=io.element moves every endpoint', async () => {
  const prefix = '/_matrix/client/unstable/io.element';
  await restage({ readings: { 'Q-PREFIX': 'io.element' } }, prefix);
  const answered = await stage.schedule('send_future/m.tea/t1?future_timeout=1000');
  expect(answered.status).toBe(200);
  expect((await stage.listed())[0]?.['url']).toMatch(new RegExp(`^${prefix}/rooms/`));
  expect((await stage.use(answered, 'send_token')).status).toBe(200);
  const { token } = stage.alice;
  expect((await stage.call('GET', '/_matrix/client/v3/futures', { token })).summary).toBe('404 M_UNRECOGNIZED');
});

test('Q-SAME-STATE', async () => {
  for (const reading of ['yes', 'no'] as const) {
    await restage({ readings: { 'Q-SAME-STATE': reading } });
    await stage.alice.put(`/rooms/${stage.room}/state/m.tea/`, { cups: 3 });
    await stage.schedule('state_future/m.tea/?future_timeout=1000', { cups: 0 });
    await stage.alice.put(`/rooms/${stage.room}/state/m.tea/`, { cups: 3 });
    expect(await stage.listed()).toHaveLength(reading === 'yes' ? 0 : 1);
  }
});

test('Q-TXN-ECHO=present shows the transaction id to the device', async () => {
  await restage({ readings: { 'Q-TXN-ECHO': 'present' } });
  await stage.schedule('send_future/m.tea/mine?future_timeout=1000');
  stage.pass(1_000);
  expect(await stage.events('m.tea')).toMatchObject([{ unsigned: { transaction_id: 'mine' } }]);
});

test('a forbidden event is judged when it is due', async () => {
  const levels = { users: { [stage.alice.userId]: 100 }, events: { 'm.tea': 50 } };
  const schedule = (txnId: string, timeout: number): Promise<unknown> =>
    stage.schedule(`send_future/m.tea/${txnId}?future_timeout=${timeout}`, { txnId }, stage.bob);
  await stage.alice.put(`/rooms/${stage.room}/state/m.room.power_levels/`, levels);
  await schedule('forbidden', 1_000);
  await schedule('allowed', 2_000);
  stage.pass(1_000);
  expect(await stage.listed(stage.bob)).toHaveLength(1);
  await stage.alice.put(`/rooms/${stage.room}/state/m.room.power_levels/`, { ...levels, events: {} });
  stage.pass(1_000);
  expect(await stage.events('m.tea')).toMatchObject([{ content: { txnId: 'allowed' }, sender: stage.bob.userId }]);
});

test('logout and departure', async () => {
  await restage({ readings: { 'Q-LOGOUT': 'dropped', 'Q-LEAVE': 'discarded' } });
  await stage.schedule('send_future/m.tea/t1?future_timeout=1000');
  await stage.schedule('send_future/m.tea/t2?future_timeout=1000', {}, stage.bob);
  await stage.alice.post('/logout');
  await stage.bob.post(`/rooms/${stage.room}/leave`);
  await stage.bob.post(`/join/${stage.room}`);
  expect(await stage.listed(stage.bob)).toEqual([]);
  stage.pass(1_000);
  const { body } = await stage.call('GET', `/_matrix/client/v3/rooms/${stage.room}/messages?dir=b`, {
    token: stage.bob.token,
  });
  expect(JSON.stringify(body)).not.toContain('m.tea');
});

test('an unknown reading is refused, and one that memory cannot follow', () => {
  return expect(stageServer({ readings: { 'Q-RESTART': 'kept' } })).rejects.toThrow('Q-RESTART');
});
