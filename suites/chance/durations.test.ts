import { sample } from 'fast-check';
import { expect, test } from 'vitest';

import { askable, durationBetween, inUnits } from './durations.js';

const DAY_MS = 86_400_000;

test('durations are of every order of magnitude', () => {
  const all = sample(durationBetween(1, 100 * DAY_MS), { numRuns: 500, seed: 1 });
  expect(Math.min(...all)).toBeGreaterThanOrEqual(1);
  expect(Math.max(...all)).toBeLessThanOrEqual(100 * DAY_MS);
  for (const [from, to] of [
    [1, 1_000],
    [1_000, 60_000],
    [60_000, 3_600_000],
    [3_600_000, DAY_MS],
    [DAY_MS, 100 * DAY_MS],
  ] as const) {
    expect(all.filter((ms) => ms >= from && ms < to).length).toBeGreaterThan(25);
  }
});

test('a server that counts seconds is asked for whole ones', () => {
  expect(askable('ms', 1_234)).toBe(1_234);
  expect(askable('s', 1_234)).toBe(2_000);
  expect(askable('s', 2_000)).toBe(2_000);
});

test.each([
  [1, '1 ms'],
  [1_500, '1500 ms'],
  [90_000, '90 s'],
  [7_200_000, '2 h'],
  [7 * DAY_MS, '7 d'],
])('%i ms in units', (ms, words) => {
  expect(inUnits(ms)).toBe(words);
});
