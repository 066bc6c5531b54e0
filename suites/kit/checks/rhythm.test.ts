import { describe, expect, test } from 'vitest';

import type { TargetTime } from '../time/target-time.js';
import { realTime } from '../time/real-time.js';
import { Rhythm } from './rhythm.js';
import { TooCoarse } from './verdict.js';

/** Time that passes by itself as far as anybody can see, and that a test moves. */
function time(kind: TargetTime['kind']) {
  let now = 0;
  let waiting: { readonly at: number; readonly go: () => void }[] = [];
  const target: TargetTime = {
    kind,
    now: () => now,
    waitUntil: (at) => new Promise((go) => void waiting.push({ at, go })),
    waitFor: () => Promise.resolve(false),
  };
  const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  return {
    target,
    async moveTo(at: number): Promise<void> {
      now = at;
      const due = waiting.filter((one) => one.at <= at);
      waiting = waiting.filter((one) => one.at > at);
      for (const { go } of due) go();
      await settle();
    },
  };
}

describe('where time passes by itself', () => {
  test('each time comes at its moment, though the one before has not been answered', async () => {
    const { target, moveTo } = time('real');
    const at: number[] = [];
    const answers: (() => void)[] = [];
    const rhythm = new Rhythm(target, 1_000, 100, () => {
      at.push(target.now());
      return new Promise<void>((answer) => void answers.push(answer));
    });
    for (const moment of [1_000, 2_010, 3_000]) await moveTo(moment);
    expect(at).toEqual([1_000, 2_010, 3_000]);
    for (const answer of answers) answer();
    await rhythm.stop();
    await moveTo(4_000);
    expect(at).toHaveLength(3);
  });

  test('what is done too late is not done at all, and nothing can be said', async () => {
    const { target, moveTo } = time('real');
    let done = 0;
    const rhythm = new Rhythm(target, 1_000, 100, () => Promise.resolve((done += 1)));
    await moveTo(1_500);
    expect(done).toBe(0);
    await expect(rhythm.stop()).rejects.toThrow(TooCoarse);
  });
});

describe('where time is moved', () => {
  test('whoever moves it does it, and hears in the end what went wrong first', async () => {
    const { target, moveTo } = time('virtual');
    const rhythm = new Rhythm(target, 1_000, 0, () => Promise.reject(new Error(`at ${target.now()}`)));
    expect(rhythm.next).toBe(1_000);
    await moveTo(1_000);
    await rhythm.beat();
    expect(rhythm.next).toBe(Number.POSITIVE_INFINITY);
    await expect(rhythm.stop()).rejects.toThrow('at 1000');
  });
});

test('when a run ends while something is done again and again, nobody has to hear of that', async () => {
  const ended = new AbortController();
  const rhythm = new Rhythm(realTime(ended.signal), 60_000, 1_000, () => Promise.resolve());
  ended.abort(new Error('the run was interrupted'));
  // What nobody hears of ends the process after this.
  await new Promise((resolve) => setTimeout(resolve, 5));
  await expect(rhythm.stop()).resolves.toBeUndefined();
});
