import { afterEach, describe, expect, test } from 'vitest';

import { type StagedServer, stageServer, TYPE } from './server.testkit.js';

let stage: StagedServer;
afterEach(() => stage.server.close());

const SLOW = { requests: 1, perMs: 2_500 };

describe('too fast is refused, with the time to wait, and changes nothing', () => {
  test('schedule', async () => {
    stage = await stageServer({ rateLimits: [{ calls: ['schedule'], ...SLOW }] });
    await stage.delayed();
    const refused = await stage.schedule();
    expect(refused).toMatchObject({ summary: '429 M_LIMIT_EXCEEDED', body: { retry_after_ms: 2_500 } });
    expect(refused.headers.get('retry-after')).toBe('3');
    expect((await stage.schedule({}, { by: stage.bob })).status).toBe(200);
    stage.pass(2_500);
    expect((await stage.schedule()).status).toBe(200);
  });

  test.each(['send', 'cancel', 'restart', 'lookup'] as const)('%s', async (call) => {
    stage = await stageServer({ rateLimits: [{ calls: [call], ...SLOW }] });
    const [first, second] = [await stage.delayed(), await stage.delayed({ content: { n: 2 } })];
    const ask = (id: string): ReturnType<StagedServer['look']> =>
      call === 'lookup' ? stage.look(id) : stage.act(id, call);
    expect((await ask(first)).status).toBe(200);
    const refused = await ask(second);
    expect(refused.summary).toBe('429 M_LIMIT_EXCEEDED');
    expect(refused.headers.get('retry-after')).toBe('3');
    stage.pass(2_500);
    if (call !== 'lookup') expect((await stage.look(second)).body).not.toHaveProperty('finalised');
    stage.pass(7_500);
    expect((await stage.events()).some(({ content }) => content['n'] === 2)).toBe(true);
  });

  test('calls can share a limit', async () => {
    stage = await stageServer({ rateLimits: [{ calls: ['restart', 'lookup'], ...SLOW }] });
    const id = await stage.delayed();
    expect((await stage.look(id)).status).toBe(200);
    expect((await stage.act(id, 'restart')).status).toBe(429);
    expect((await stage.act(id, 'send')).status).toBe(200);
  });
});

describe('the rate of sending', () => {
  const rateLimits = [{ calls: ['message', 'sending'] as const, requests: 1, perMs: 60_000 }];

  test('ends a timed event that is too fast with its error, and it is never tried again', async () => {
    stage = await stageServer({ rateLimits });
    await stage.alice.put(`/rooms/${stage.room}/send/m.other/1`, {});
    const id = await stage.delayed();
    stage.pass(10_000);
    expect((await stage.look(id)).body['finalised']).toEqual({
      finalised_ts: stage.clock.now(),
      error: { errcode: 'M_LIMIT_EXCEEDED', error: expect.any(String) as string, retry_after_ms: 50_000 },
    });
    stage.pass(1_000_000);
    expect(await stage.events()).toEqual([]);
  });

  test('holds back a send by hand, which waits on', async () => {
    stage = await stageServer({ rateLimits });
    const id = await stage.delayed({ delay_ms: 3_600_000 });
    await stage.alice.put(`/rooms/${stage.room}/send/m.other/1`, {});
    const refused = await stage.act(id, 'send');
    expect(refused.summary).toBe('429 M_LIMIT_EXCEEDED');
    expect(refused.headers.get('retry-after')).toBe('60');
    stage.pass(60_000);
    expect((await stage.act(id, 'send')).status).toBe(200);
    expect((await stage.alice.put(`/rooms/${stage.room}/send/${TYPE}/2`, {})).status).toBe(429);
  });

  test('does not, under the other reading', async () => {
    stage = await stageServer({ rateLimits, readings: { 'Q-SEND-RATE': 'no' } });
    const id = await stage.delayed();
    await stage.alice.put(`/rooms/${stage.room}/send/m.other/1`, {});
    expect((await stage.act(id, 'send')).status).toBe(200);
  });
});
