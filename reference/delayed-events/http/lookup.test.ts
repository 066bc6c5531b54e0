import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { type StagedServer, stageServer, TYPE } from './server.testkit.js';

let stage: StagedServer;

beforeEach(async () => {
  stage = await stageServer();
});
afterEach(() => stage.server.close());

describe.each(['stable', 'unstable'] as const)('a lookup under the %s prefix', (prefix) => {
  test('tells what waits', async () => {
    const now = stage.clock.now();
    const content = { a: [1, { b: null }] };
    const id = await stage.delayed({ content, unknown: 1 }, { prefix });
    expect((await stage.look(id, { prefix })).body).toEqual({
      delay_id: id,
      room_id: stage.roomId,
      type: TYPE,
      delay_ms: 10_000,
      delayed_since_ts: now,
      content,
    });
  });

  test.each(['', 'key'])('tells the state key "%s"', async (stateKey) => {
    const id = await stage.delayed({ state_key: stateKey }, { prefix });
    expect((await stage.look(id, { prefix })).body['state_key']).toBe(stateKey);
  });

  test('tells when and as what an event was sent', async () => {
    const timed = await stage.delayed();
    stage.pass(10_000);
    const byHand = await stage.delayed();
    stage.pass(9_999);
    await stage.act(byHand, 'send');
    const [first, second] = await stage.events();
    const now = stage.clock.now();
    expect((await stage.look(timed, { prefix })).body['finalised']).toEqual({
      finalised_ts: now - 9_999,
      event_id: first?.['event_id'],
    });
    expect((await stage.look(byHand, { prefix })).body['finalised']).toEqual({
      finalised_ts: now,
      event_id: second?.['event_id'],
    });
  });

  test('tells when it was cancelled', async () => {
    const id = await stage.delayed();
    stage.pass(1);
    await stage.act(id, 'cancel');
    expect((await stage.look(id, { prefix })).body['finalised']).toEqual({ finalised_ts: stage.clock.now() });
  });

  test('tells with what error it failed', async () => {
    const id = await stage.delayed({ state_key: '' }, { by: stage.bob });
    stage.pass(10_000);
    const { body } = await stage.look(id, { by: stage.bob, prefix });
    expect(body['finalised']).toEqual({
      finalised_ts: stage.clock.now(),
      error: { errcode: 'M_FORBIDDEN', error: expect.any(String) as string },
    });
  });
});

test('what is another user’s is not told from what does not exist', async () => {
  const id = await stage.delayed();
  const foreign = await stage.look(id, { by: stage.bob });
  expect(foreign.summary).toBe('404 M_NOT_FOUND');
  expect(foreign.body).toEqual((await stage.look('unknown', { by: stage.bob })).body);
});

describe('finished events', () => {
  test('are remembered for seven days, read or not', async () => {
    const id = await stage.delayed();
    stage.pass(10_000 + 604_800_000);
    for (let times = 0; times < 3; times += 1) expect((await stage.look(id)).status).toBe(200);
    stage.pass(1);
    expect((await stage.look(id)).summary).toBe('404 M_NOT_FOUND');
    expect((await stage.act(id, 'send')).summary).toBe('404 M_NOT_FOUND');
  });

  test('are remembered up to a number of each user', async () => {
    stage.server.close();
    stage = await stageServer({ retention: { count: 2 } });
    const ids = [await stage.delayed(), await stage.delayed(), await stage.delayed()];
    const bobs = await stage.delayed({}, { by: stage.bob });
    stage.pass(10_000);
    const statuses = await Promise.all(ids.map(async (id) => (await stage.look(id)).status));
    expect(statuses).toEqual([404, 200, 200]);
    expect((await stage.look(bobs, { by: stage.bob })).status).toBe(200);
  });
});
