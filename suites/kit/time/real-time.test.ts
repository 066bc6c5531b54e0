import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { realTime } from './real-time.js';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }));
afterEach(() => void vi.useRealTimers());

/** News that a test spreads when it likes. */
class News {
  readonly listeners = new Set<() => void>();

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  spread(): void {
    for (const listener of this.listeners) listener();
  }
}

test('a wait ends when the monotonic clock says so, though a timer fires early', async () => {
  const time = realTime();
  const exact = globalThis.setTimeout;
  const early = ((run: () => void, ms = 0) => exact(run, Math.max(1, ms - 2))) as typeof setTimeout;
  vi.stubGlobal('setTimeout', early);
  const at = time.now() + 50;
  const seen = time.waitUntil(at).then(() => time.now());
  await vi.runAllTimersAsync();
  expect(await seen).toBeGreaterThanOrEqual(at);
  vi.unstubAllGlobals();
});

test('a wait for the past is over at once', async () => {
  const time = realTime();
  await time.waitUntil(time.now() - 5);
  expect(vi.getTimerCount()).toBe(0);
});

test('a wait beyond the longest timer is not over at once', async () => {
  const time = realTime();
  let over = false;
  void time.waitUntil(time.now() + 2 ** 31 + 1_000).then(() => (over = true));
  await vi.advanceTimersByTimeAsync(2 ** 31 - 1);
  expect(over).toBe(false);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(over).toBe(true);
});

test('a condition that holds already ends a wait at once', async () => {
  const news = new News();
  expect(await realTime().waitFor(() => true, 0, news.subscribe)).toBe(true);
  expect([news.listeners.size, vi.getTimerCount()]).toEqual([0, 0]);
});

test('a condition is asked at news, and leaves neither listener nor timer behind', async () => {
  const [time, news] = [realTime(), new News()];
  let came = false;
  const answer = time.waitFor(() => came, time.now() + 1_000, news.subscribe);
  news.spread();
  expect(news.listeners.size).toBe(1);
  came = true;
  news.spread();
  expect(await answer).toBe(true);
  expect([news.listeners.size, vi.getTimerCount()]).toEqual([0, 0]);
});

test('without news a wait ends in time, and leaves neither listener nor timer behind', async () => {
  const [time, news] = [realTime(), new News()];
  const at = time.now() + 1_000;
  const answer = time.waitFor(() => false, at, news.subscribe);
  await vi.advanceTimersByTimeAsync(1_001);
  expect(await answer).toBe(false);
  expect([news.listeners.size, vi.getTimerCount()]).toEqual([0, 0]);
});

test('news on top of news sets no further timers', () => {
  const [time, news] = [realTime(), new News()];
  void time.waitFor(() => false, time.now() + 1_000, news.subscribe);
  for (let count = 0; count < 20; count += 1) news.spread();
  expect(vi.getTimerCount()).toBe(1);
});

test('a condition that became true unnoticed is seen at the end', async () => {
  const [time, news] = [realTime(), new News()];
  let came = false;
  const answer = time.waitFor(() => came, time.now() + 1_000, news.subscribe);
  came = true;
  await vi.advanceTimersByTimeAsync(1_001);
  expect(await answer).toBe(true);
});

test('a condition that throws fails the wait, not the one who brought the news', async () => {
  const [time, news] = [realTime(), new News()];
  let broken = false;
  const condition = (): boolean => {
    if (broken) throw new Error('a mistake in the condition');
    return false;
  };
  const answer = time.waitFor(condition, time.now() + 1_000, news.subscribe);
  broken = true;
  expect(() => news.spread()).not.toThrow();
  await expect(answer).rejects.toThrow('a mistake in the condition');
  expect([news.listeners.size, vi.getTimerCount()]).toEqual([0, 0]);
});

test('news that come while somebody subscribes are no trouble', async () => {
  const news = new News();
  const subscribe = (listener: () => void): (() => void) => {
    const leave = news.subscribe(listener);
    listener();
    return leave;
  };
  expect(await realTime().waitFor(() => true, 0, subscribe)).toBe(true);
  expect([news.listeners.size, vi.getTimerCount()]).toEqual([0, 0]);
});

test('when the run ends all waits end, with the reason, and leave nothing behind', async () => {
  const [stop, news] = [new AbortController(), new News()];
  const time = realTime(stop.signal);
  const waits = [time.waitUntil(time.now() + 1_200_000), time.waitFor(() => false, time.now() + 1_000, news.subscribe)];
  const reasons = Promise.all(waits.map((wait) => wait.catch((error: unknown) => error)));
  stop.abort(new Error('the run was interrupted'));
  expect(await reasons).toEqual([stop.signal.reason, stop.signal.reason]);
  expect([news.listeners.size, vi.getTimerCount()]).toEqual([0, 0]);
  await expect(time.waitUntil(time.now() + 1)).rejects.toBe(stop.signal.reason);
  await expect(time.waitFor(() => true, 0, news.subscribe)).rejects.toBe(stop.signal.reason);
});
