import { expect, test } from 'vitest';

import { ServerClock } from './server-clock.js';

/** A clock that is so far ahead of ours, read by events whose requests take 50 ms. */
function read(clock: ServerClock, at: number, ahead: number): void {
  clock.read({ sentAt: at, answeredAt: at + 50 }, at + 20 + ahead);
}

test('a clock that runs evenly was not set, nor was one that nobody has read', () => {
  const clock = new ServerClock();
  expect(clock.setSince(0)).toBeUndefined();
  for (const at of [0, 1_000, 60_000]) read(clock, at, 1_000_000);
  expect(clock.setSince(0)).toBeUndefined();
});

test.each([5_000, -5_000, 400])('a clock that is set by %i ms in between was', (by) => {
  const clock = new ServerClock();
  read(clock, 0, 1_000_000);
  read(clock, 1_000, 1_000_000 + by);
  expect(clock.setSince(0)).toBeGreaterThanOrEqual(Math.abs(by) - 100);
});

test('what was before a moment counts only for what the clock read then', () => {
  const clock = new ServerClock();
  read(clock, 0, 1_000_000);
  read(clock, 1_000, 1_005_000);
  read(clock, 2_000, 1_005_000);
  expect(clock.setSince(1_500)).toBeUndefined();
  read(clock, 3_000, 1_000_000);
  expect(clock.setSince(2_500)).toBeDefined();
});

test('it is told by when the clock was read, not by when that became known', () => {
  const clock = new ServerClock();
  read(clock, 1_000, 1_005_000);
  read(clock, 0, 1_000_000);
  read(clock, 2_000, 1_005_000);
  expect(clock.setSince(1_500)).toBeUndefined();
});

test('a request that was long under way tells little', () => {
  const clock = new ServerClock();
  read(clock, 0, 0);
  clock.read({ sentAt: 1_000, answeredAt: 9_000 }, 6_000);
  expect(clock.setSince(0)).toBeUndefined();
});
