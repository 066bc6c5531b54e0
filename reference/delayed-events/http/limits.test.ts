import { afterEach, describe, expect, test } from 'vitest';

import type { DelayedEventsRevisionOptions } from './delayed-events-revision.js';
import { type StagedServer, stageServer } from './server.testkit.js';

let stage: StagedServer;

async function set(options: DelayedEventsRevisionOptions = {}): Promise<void> {
  stage = await stageServer(options);
}
afterEach(() => stage.server.close());

async function capabilities(): Promise<Record<string, unknown>> {
  const { body } = await stage.call('GET', '/_matrix/client/v3/capabilities');
  return body['capabilities'] as Record<string, unknown>;
}

describe('the longest delay', () => {
  test('itself is accepted, and a millisecond more is not', async () => {
    await set({ maxDelay: 60_000 });
    expect((await stage.schedule({ delay_ms: 60_000 })).status).toBe(200);
    expect((await stage.schedule({ delay_ms: 60_001 })).summary).toBe('400 M_DELAY_TOO_LARGE');
    const unstable = await stage.schedule({ delay_ms: 60_001 }, { prefix: 'unstable' });
    expect(unstable.summary).toBe('400 ORG.MATRIX.MSC4140_DELAY_TOO_LARGE');
    expect((await stage.schedule({ delay_ms: 2 ** 53 })).summary).toBe('400 M_DELAY_TOO_LARGE');
  });

  test('without one only the range of numbers limits it', async () => {
    await set({ maxDelay: null });
    expect((await stage.schedule({ delay_ms: 2 ** 53 - 1 })).status).toBe(200);
    expect((await stage.schedule({ delay_ms: 2 ** 53 })).summary).toBe('400 M_DELAY_TOO_LARGE');
  });
});

describe('the cap', () => {
  test('counts what waits in all rooms, and says when a place will be free', async () => {
    await set({ maxScheduled: 2 });
    const room = encodeURIComponent(await stage.alice.createRoom());
    await stage.delayed({ delay_ms: 60_000 });
    await stage.delayed({ delay_ms: 2_500 }, { room });
    stage.pass(499);

    const refused = await stage.schedule();
    expect(refused).toMatchObject({
      summary: '429 M_LIMIT_EXCEEDED',
      body: { retry_after_ms: 2_001, error: expect.any(String) as string },
    });
    expect(refused.headers.get('retry-after')).toBe('3');
    expect((await stage.schedule({}, { by: stage.bob })).status).toBe(200);
    stage.pass(2_001);
    expect((await stage.schedule()).status).toBe(200);
  });

  test.each(['send', 'cancel'])('%s frees a place', async (action) => {
    await set({ maxScheduled: 1 });
    const id = await stage.delayed();
    expect((await stage.schedule()).status).toBe(429);
    await stage.act(id, action);
    expect((await stage.schedule()).status).toBe(200);
  });

  test('an event that failed takes no place', async () => {
    await set({ maxScheduled: 1 });
    await stage.delayed({ state_key: '' }, { by: stage.bob });
    stage.pass(10_000);
    expect((await stage.schedule({}, { by: stage.bob })).status).toBe(200);
  });
});

describe('the capability', () => {
  test.each([
    [{}, { max_delay_ms: 86_400_000, max_scheduled: 100 }],
    [
      { maxDelay: 5_000, maxScheduled: 7 },
      { max_delay_ms: 5_000, max_scheduled: 7 },
    ],
    [{ maxDelay: null }, { max_scheduled: 100 }],
    [{ maxScheduled: null }, { max_delay_ms: 86_400_000 }],
    [{ maxDelay: null, maxScheduled: null }, {}],
    [{ maxDelay: 0 }, { max_delay_ms: 0, max_scheduled: 0 }],
    [{ maxScheduled: 0 }, { max_delay_ms: 0, max_scheduled: 0 }],
    [{ readings: { 'Q-LIMITS': 'fewer' } as const }, {}],
    [{ readings: { 'Q-LIMITS': 'fewer' } as const, maxDelay: 5_000 }, { max_delay_ms: 5_000 }],
  ])('of %o', async (options, expected) => {
    await set(options);
    expect(await capabilities()).toMatchObject({
      'm.delayed_events': expected,
      'org.matrix.msc4140.delayed_events': expected,
    });
    expect((await capabilities())['m.delayed_events']).toEqual(expected);
  });

  test('may be missing where there are no limits', async () => {
    await set({ maxDelay: null, maxScheduled: null, readings: { 'Q-CAP-ABSENT': 'missing' } });
    expect(await capabilities()).not.toHaveProperty('m.delayed_events');
    expect(await capabilities()).not.toHaveProperty(['org.matrix.msc4140.delayed_events']);
  });

  test.each([
    ['accepted', ['m.delayed_events']],
    ['accepted-unstable', ['org.matrix.msc4140.delayed_events']],
  ] as const)('goes by the names that are spoken: %s', async (wire, names) => {
    await set({ wire });
    expect(Object.keys(await capabilities()).filter((name) => name.includes('delayed_events'))).toEqual(names);
  });
});

test.each([{ maxDelay: 0 }, { maxScheduled: 0 }])('switched off by %o', async (options) => {
  await set(options);
  expect((await stage.schedule()).summary).toBe('403 M_FORBIDDEN');
  expect((await stage.schedule({}, { prefix: 'unstable' })).summary).toBe('403 M_FORBIDDEN');
  expect((await stage.look('x')).summary).toBe('404 M_NOT_FOUND');
});

describe('what is spoken', () => {
  test.each([
    [['accepted', 'accepted-unstable'], { 'org.matrix.msc4140': true, 'org.matrix.msc4140.stable': true }],
    [['accepted'], { 'org.matrix.msc4140.stable': true }],
    [['accepted-unstable'], { 'org.matrix.msc4140': true }],
  ] as const)('%o has its flags', async (wire, flags) => {
    await set({ wire });
    const { body } = await stage.call('GET', '/_matrix/client/versions', { by: null });
    const features = Object.entries(body['unstable_features'] as object).filter(([name]) => name.includes('msc4140'));
    expect(Object.fromEntries(features)).toEqual(flags);
  });

  test('one prefix alone has no paths under the other', async () => {
    await set({ wire: 'accepted' });
    expect((await stage.schedule({}, { prefix: 'unstable' })).summary).toBe('404 M_UNRECOGNIZED');
    expect((await stage.schedule()).status).toBe(200);
  });

  test('an unknown wire form is refused', async () => {
    await set();
    await expect(stageServer({ wire: 'w9' as 'w4' })).rejects.toThrow('there is no wire form called w9; there are');
  });
});
