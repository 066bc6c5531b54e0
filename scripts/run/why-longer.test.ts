import { expect, test } from 'vitest';

import { ESTIMATE_FACTOR, type RunLength, whyLonger } from './why-longer.js';

const quick: RunLength = {
  durationMs: 30_000,
  expectedMs: 20_000,
  results: [
    { id: 'a.quick', durationMs: 1_000, runs: 1 },
    { id: 'a.slow', durationMs: 61_000, runs: 2 },
  ],
  ending: { throttledMs: 0, worstLatenessMs: 20, silenceMs: 2_000 },
  byChance: 0,
};

test('a run that lasts as long as was to be expected, or not much longer, has nothing to explain', () => {
  expect(whyLonger(quick)).toBeUndefined();
  expect(whyLonger({ ...quick, durationMs: ESTIMATE_FACTOR * quick.expectedMs })).toBeUndefined();
});

test('one that lasts longer says what it has waited for', () => {
  const longer = { ...quick, durationMs: 230_000 };
  expect(whyLonger(longer)).toBe(
    'it lasted 230 s, more than 3 times the 20 s that were to be expected: 1 check had to be repeated; the longest check was a.slow, with 61 s',
  );
  const limited = { ...longer, ending: { throttledMs: 161_000, worstLatenessMs: 900, silenceMs: 9_000 }, byChance: 2 };
  const why = whyLonger(limited);
  expect(why).toContain("its requests waited 161 s, added up, for the server's limits");
  expect(why).toContain('events came up to 0.9 s late, so that silence took 9.0 s');
  expect(why).toContain('2 checks made up stories by chance');
});

test('one without any result says so', () => {
  expect(whyLonger({ ...quick, durationMs: 230_000, results: [] })).toMatch(/: no check came to an end$/);
});
