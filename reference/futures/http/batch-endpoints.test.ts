import { afterEach, describe, expect, test } from 'vitest';

import type { JsonObject } from '../../matrix/json.js';
import { type Answered, type StagedServer, stageServer } from './server.testkit.js';

let stage: StagedServer;
afterEach(() => stage.server.close());

const later = { type: 'm.tea', content: { n: 'later' } };

/** The tokens of one part of an answer, as an answer of its own. */
function part({ body }: Answered, ...path: string[]): Answered {
  const found = path.reduce((value, name) => value[name] as JsonObject, body as JsonObject);
  return { status: 200, body: found, summary: '200' };
}

test('without the option the path is that of an ordinary event', async () => {
  stage = await stageServer();
  expect((await stage.schedule('send/future/t1', { timeout: 1_000 })).body).toHaveProperty('event_id');
});

describe('with the option', () => {
  test('one request does it all', async () => {
    stage = await stageServer({ batchSend: true });
    const answered = await stage.schedule('send/future/t1', {
      timeout: 1_000,
      group_id: 'g',
      send_on_timeout: later,
      send_on_action: { stop: { type: 'm.cup', state_key: 'k', content: {} } },
      send_now: { body: 'now', msgtype: 'm.text' },
    });
    expect(answered.status).toBe(200);
    const [now] = await stage.events('m.room.message');
    expect(now).toMatchObject({ content: { body: 'now' } });
    expect(part(answered, 'send_now').body).toEqual({ eventId: now?.['event_id'], event_id: now?.['event_id'] });
    const urls = (await stage.listed()).map(({ url }) => String(url));
    expect(urls).toEqual([
      `/_matrix/client/v3/rooms/${stage.room}/send_future/m.tea/t1?future_timeout=1000&future_group_id=g`,
      `/_matrix/client/v3/rooms/${stage.room}/state_future/m.cup/k?future_timeout=none&future_group_id=g`,
    ]);
    expect((await stage.use(part(answered, 'send_on_action', 'stop'), 'send_token')).status).toBe(200);
    expect(await stage.events('m.cup')).toMatchObject([{ state_key: 'k' }]);
    expect(await stage.listed()).toEqual([]);
  });

  test.each(['m.', 'io.element.'])('fields may begin with %s, and a message destroys itself', async (prefix) => {
    stage = await stageServer({ batchSend: true });
    await stage.schedule('send/future/t1', {
      [`${prefix}timeout`]: 1_000,
      [`${prefix}send_now`]: { type: 'm.room.message', content: { body: 'secret' } },
      [`${prefix}send_on_timeout`]: {
        type: 'm.room.redaction',
        content: { redacts: `$${prefix}send_now.event_id` },
      },
    });
    expect(await stage.events('m.room.message')).toMatchObject([{ content: { body: 'secret' } }]);
    stage.pass(1_000);
    expect(await stage.events('m.room.message')).toMatchObject([{ content: {} }]);
  });

  test('Q-UNIT=s holds here too', async () => {
    stage = await stageServer({ batchSend: true, readings: { 'Q-UNIT': 's' } });
    await stage.schedule('send/future/t1', { timeout: 10, send_on_timeout: later });
    stage.pass(9_999);
    expect(await stage.events('m.tea')).toEqual([]);
    stage.pass(1);
    expect(await stage.events('m.tea')).toHaveLength(1);
  });

  test.each([
    [{ send_on_timeout: later }, '400 M_MISSING_PARAM'],
    [{ timeout: 1_000 }, '400 M_MISSING_PARAM'],
    [{ timeout: 'none', send_on_timeout: later }, '400 M_INVALID_PARAM'],
    [{ timeout: -1, send_on_timeout: later }, '400 M_INVALID_PARAM'],
    [{ timeout: 10.5, send_on_timeout: later }, '400 M_INVALID_PARAM'],
    [{ timeout: 1e300, send_on_timeout: later }, '400 M_INVALID_PARAM'],
    [{ timeout: null, send_on_timeout: later }, '400 M_INVALID_PARAM'],
    [{ timeout: 1_000, send_on_timeout: null }, '400 M_BAD_JSON'],
    [{ timeout: 1_000, send_on_timeout: { type: 'm.tea' } }, '400 M_BAD_JSON'],
    [{ timeout: 1_000, send_on_timeout: { ...later, state_key: 1 } }, '400 M_BAD_JSON'],
    [{ timeout: 1_000, send_on_timeout: later, send_on_action: [] }, '400 M_BAD_JSON'],
    [{ timeout: 1_000, send_on_timeout: later, send_on_action: { a: 1 } }, '400 M_BAD_JSON'],
    [{ timeout: 1_000, send_on_timeout: later, send_now: 'x' }, '400 M_BAD_JSON'],
    [{ timeout: 1_000, send_on_timeout: later, group_id: 1 }, '400 M_INVALID_PARAM'],
    [{ timeout: 1_000, send_on_timeout: later, group_id: '\ud800' }, '400 M_INVALID_PARAM'],
    ['{', '400 M_NOT_JSON'],
  ])('%j is refused with %s', async (body, summary) => {
    stage = await stageServer({ batchSend: true });
    const answered = await stage.schedule('send/future/t1', body);
    expect(answered.summary).toBe(summary);
    expect(await stage.listed()).toEqual([]);
  });

  test('nothing is stored when the event that is to be sent now is forbidden', async () => {
    stage = await stageServer({ batchSend: true });
    const body = {
      timeout: 1_000,
      send_on_timeout: later,
      send_now: { type: 'm.room.name', state_key: '', content: {} },
    };
    expect((await stage.schedule('send/future/t1', body, stage.bob)).summary).toBe('403 M_FORBIDDEN');
    expect(await stage.listed(stage.bob)).toEqual([]);
  });
});
