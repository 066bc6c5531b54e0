import { expect, test, vi } from 'vitest';

import { Limiter } from './limiter.js';

/** Work that goes on until it is told to end. */
function work(): { start: () => Promise<string>; started: () => boolean; end: (fail?: boolean) => void } {
  let begun = false;
  let finish: (fail: boolean) => void = () => undefined;
  const done = new Promise<string>((resolve, reject) => {
    finish = (fail) => (fail ? reject(new Error('broken')) : resolve('done'));
  });
  return {
    start: () => {
      begun = true;
      return done;
    },
    started: () => begun,
    end: (fail = false) => finish(fail),
  };
}

/** Lets everything go on that can go on without waiting for something outside. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

test('no more than the limit goes on at once', async () => {
  const limiter = new Limiter(2);
  const works = [work(), work(), work(), work()];
  const all = works.map((each) => limiter.run(0, each.start));
  await settled();
  expect(works.map((each) => each.started())).toEqual([true, true, false, false]);
  works[1]?.end();
  await settled();
  expect(works.map((each) => each.started())).toEqual([true, true, true, false]);
  for (const each of works) each.end();
  expect(await Promise.all(all)).toEqual(['done', 'done', 'done', 'done']);
});

test('what began earlier goes first; among equals, who came first', async () => {
  const limiter = new Limiter(1);
  const gate = work();
  const order: string[] = [];
  const all = [limiter.run(0, gate.start)];
  for (const [place, name] of [
    [5, 'five'],
    [Number.POSITIVE_INFINITY, 'clean-up'],
    [1, 'one'],
    [5, 'five again'],
    [1, 'one again'],
  ] as const) {
    all.push(
      limiter.run(place, async () => {
        order.push(name);
        return name;
      }),
    );
  }
  gate.end();
  await Promise.all(all);
  expect(order).toEqual(['one', 'one again', 'five', 'five again', 'clean-up']);
});

test.each([
  ['rejects', () => Promise.reject(new Error('broken'))],
  [
    'throws at once',
    () => {
      throw new Error('broken');
    },
  ],
])('work that %s gives its place back and its error on', async (_, broken) => {
  const limiter = new Limiter(1);
  await expect(limiter.run(0, broken)).rejects.toThrow('broken');
  expect(await limiter.run(0, async () => 'next')).toBe('next');
});

test('a place that was handed over is not counted twice', async () => {
  const limiter = new Limiter(1);
  const [first, second, third, fourth] = [work(), work(), work(), work()];
  const all = [first, second].map((each) => limiter.run(0, each.start));
  first.end();
  await settled();
  all.push(limiter.run(0, third.start), limiter.run(0, fourth.start));
  await settled();
  expect([second.started(), third.started()]).toEqual([true, false]);
  for (const each of [second, third, fourth]) each.end();
  await Promise.all(all);
});

test('what takes long steps aside, so that others go on, but not any number of them', async () => {
  vi.useFakeTimers();
  try {
    const limiter = new Limiter(1);
    const long = [work(), work(), work(), work()];
    const all = long.map((each) => limiter.run(0, () => limiter.steppingAside(each.start(), 100)));
    const begun: number[] = [];
    for (let times = 0; times < 4; times += 1) {
      begun.push(long.filter((each) => each.started()).length);
      await vi.advanceTimersByTimeAsync(100);
    }
    expect(begun).toEqual([1, 2, 3, 3]);
    for (const each of long) each.end();
    expect(await Promise.all(all)).toEqual(['done', 'done', 'done', 'done']);
    const next = [work(), work()];
    const later = next.map((each) => limiter.run(0, each.start));
    await vi.advanceTimersByTimeAsync(0);
    expect(next.map((each) => each.started())).toEqual([true, false]);
    for (const each of next) each.end();
    await Promise.all(later);
  } finally {
    vi.useRealTimers();
  }
});
