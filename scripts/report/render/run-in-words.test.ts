import { describe, expect, test } from 'vitest';

import type { Report } from '../document/report-schema.js';
import { tracesInWords } from './run-in-words.js';

const run: Report['run'] = {
  worstLatenessMs: 0,
  silenceMs: 0,
  throttledMs: 0,
  repeats: 0,
  leftBehind: [],
  remarks: [],
  kept: false,
};

describe('what a run leaves on the server', () => {
  test('is told by number', () => {
    expect(tracesInWords({ ...run, accounts: 3, cleared: { rooms: 1, devices: 3 } })).toEqual([
      '3 accounts used, which stay on the server',
      '3 devices logged out',
      '1 room left',
    ]);
  });

  test('is nothing where the run has used no account', () => {
    expect(tracesInWords({ ...run, accounts: 0, cleared: { rooms: 0, devices: 0 } })).toEqual([]);
    expect(tracesInWords(run)).toEqual([]);
  });

  test('is not told twice where everything was kept', () => {
    expect(tracesInWords({ ...run, kept: true, accounts: 3, cleared: { rooms: 0, devices: 0 } })).toEqual([]);
  });
});
