import { expect, test } from 'vitest';

import { Lateness } from './lateness.js';

test('without any lateness known, silence is two seconds long', () => {
  const lateness = new Lateness();
  expect([lateness.worst, lateness.silence(undefined)]).toEqual([0, 2_000]);
});

test('silence is ten times the worst lateness, whatever comes after it', () => {
  const lateness = new Lateness();
  for (const late of [10, 450, 0, 30]) lateness.record(late);
  expect([lateness.worst, lateness.silence(undefined)]).toEqual([450, 4_500]);
});

test('little lateness does not make silence shorter', () => {
  const lateness = new Lateness();
  lateness.record(3);
  expect(lateness.silence(undefined)).toBe(2_000);
});

test('a silence that the user has set is what it is', () => {
  const lateness = new Lateness();
  lateness.record(9_000);
  expect([lateness.silence(30_000), lateness.silence(0)]).toEqual([30_000, 0]);
});

test('patience grows with the worst lateness and has a least', () => {
  const lateness = new Lateness();
  expect(lateness.patience(10_000)).toBe(10_000);
  lateness.record(2_500);
  expect(lateness.patience(10_000)).toBe(25_000);
});
