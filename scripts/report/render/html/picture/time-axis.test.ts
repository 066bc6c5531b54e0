import { describe, expect, test } from 'vitest';

import { timeAxis } from './time-axis.js';
import { timeInWords } from './time-in-words.js';

describe('time in a picture', () => {
  test('is even where everything fits', () => {
    const axis = timeAxis([0, 100, 1_000, 4_000], [100, 900], [300]);
    expect(axis.cuts).toEqual([]);
    expect([0, 1_000, 4_000].map((at) => axis.x(at))).toEqual([100, 300, 900]);
    expect(axis.ticks[0]).toEqual({ x: 100, label: '0 s' });
  });

  test('has long times cut out, so that what matters is seen', () => {
    const day = 86_400_000;
    const axis = timeAxis([0, 20, day - 300, day, day + 2_000], [100, 900], [300]);
    expect(axis.cuts).toHaveLength(1);
    expect(axis.cuts[0]).toMatchObject({ from: axis.x(20), to: axis.x(day - 300) });
    expect(axis.x(day) - axis.x(day - 300)).toBeGreaterThan(25);
  });

  test('is cut alike where it is alike, and where nothing depends on it only where it is much longer than elsewhere', () => {
    const beats = Array.from({ length: 12 }, (_, index) => index * 4_000);
    expect(timeAxis([...beats, 54_000], [100, 900], []).cuts).toEqual([]);
    expect(timeAxis([0, 10, 600_000, 602_000], [100, 900], []).cuts).toMatchObject([{ label: '10 min' }]);
    expect(timeAxis([0, 7_200_000, 14_400_000, 14_400_300], [100, 900], [300]).cuts).toHaveLength(2);
  });

  test('keeps the order of what happens', () => {
    const moments = [0, 5, 10, 7_200_000, 7_200_300, 14_400_000];
    const axis = timeAxis(moments, [100, 900], [300]);
    const xs = moments.map((at) => axis.x(at));
    expect(xs).toEqual(xs.toSorted((a, b) => a - b));
    expect(axis.x(7_200_300) - axis.x(7_200_000)).toBeGreaterThan(25);
    expect(xs[0]).toBe(100);
    expect(xs.at(-1)).toBe(900);
  });

  test.each([[[]], [[5]], [[0, 1]], [[0, 86_400_000]]])('has a place for %j', (moments) => {
    const axis = timeAxis(moments, [100, 900], [300]);
    for (const at of moments) {
      expect(axis.x(at)).toBeGreaterThanOrEqual(100);
      expect(axis.x(at)).toBeLessThanOrEqual(900);
    }
  });
});

test.each([
  [0, '0 s'],
  [118, '0.118 s'],
  [32_073, '32.073 s'],
  [7_140_000, '1 h 59 min'],
  [90_061_500, '1 d 1 h 1 min 1.5 s'],
])('%i ms are %s', (ms, words) => {
  expect(timeInWords(ms)).toBe(words);
});
