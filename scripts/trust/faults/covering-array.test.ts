import { describe, expect, test } from 'vitest';

import { coveringArray } from './covering-array.js';

const factors = [
  { name: 'a', levels: ['1', '2', '3'] },
  { name: 'b', levels: ['1', '2'] },
  { name: 'c', levels: ['1', '2', '3', '4'] },
  { name: 'd', levels: ['1', '2'] },
];

describe('a covering array', () => {
  test('has every two choices together in some row', () => {
    const rows = coveringArray(factors);
    for (const one of factors) {
      for (const other of factors.filter((factor) => factor !== one)) {
        for (const level of one.levels) {
          for (const otherLevel of other.levels) {
            const together = rows.some((row) => row[one.name] === level && row[other.name] === otherLevel);
            expect(together, `${one.name}=${level} with ${other.name}=${otherLevel}`).toBe(true);
          }
        }
      }
    }
  });

  test('is far shorter than all combinations, and the same every time', () => {
    const rows = coveringArray(factors);
    expect(rows.length).toBeLessThanOrEqual(16);
    expect(coveringArray(factors)).toEqual(rows);
  });

  test('of nothing is empty', () => {
    expect(coveringArray([])).toEqual([]);
  });
});
