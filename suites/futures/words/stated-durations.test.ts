import { describe, expect, it } from 'vitest';

import { statedDurations } from './stated-durations.js';

const WEEK = 604_800_000;

describe('statedDurations', () => {
  it.each([
    'The requested timeout exceeds the maximum of 604800000',
    'at most 604800000ms',
    'max: 604,800,000 ms',
    'höchstens 604 800 000 Millisekunden',
    '604800 seconds',
    '604800s',
    'no more than 168h0m0s',
    '7 days, 0:00:00',
    'P7D',
    'one week at most',
    'up to a week',
    'seven days',
    '6 days 24 hours',
  ])('finds a week in "%s"', (text) => {
    expect(statedDurations(text)).toContain(WEEK);
  });

  it('finds nothing where nothing is named', () => {
    expect(statedDurations('The requested timeout is too large')).toEqual([]);
  });
});
