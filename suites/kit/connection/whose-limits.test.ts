import { beforeEach, expect, test } from 'vitest';

import { WhoseLimits } from './whose-limits.js';

let whose: WhoseLimits;

beforeEach(() => {
  whose = new WhoseLimits();
  whose.refused('act', 'alice', 1_000, 1_000);
});

test('where one is refused and another is not meanwhile, each has a limit of their own', () => {
  expect(whose.isOfUser('act')).toBe(false);
  expect(whose.passed('act', 'bob', 1_100, 1_200)).toBe(true);
  expect([whose.isOfUser('act'), whose.isOfUser('look')]).toEqual([true, false]);
  expect(whose.passed('act', 'bob', 1_300, 1_400)).toBe(false);
});

test.each([
  ['the same one', 'alice', 1_100, 1_200],
  ['nobody in particular', undefined, 1_100, 1_200],
  ['somebody who had asked before', 'bob', 999, 1_200],
  ['somebody who was answered when the time was nearly over', 'bob', 1_100, 1_850],
])('it tells nothing that %s is not refused', (_, token, sentAt, now) => {
  expect(whose.passed('act', token, sentAt, now)).toBe(false);
  expect(whose.isOfUser('act')).toBe(false);
});

test('one other may ask after each refusal, and at that endpoint alone', () => {
  expect(whose.mayProbe('act', 'alice', 1_100)).toBe(false);
  expect(whose.mayProbe('look', 'bob', 1_100)).toBe(false);
  expect(whose.mayProbe('act', 'bob', 1_100)).toBe(true);
  expect(whose.mayProbe('act', 'carol', 1_100)).toBe(false);
});

test('who is refused as well leaves it at that until somebody is refused later', () => {
  whose.refused('act', 'bob', 1_100, 900);
  expect(whose.mayProbe('act', 'carol', 1_200)).toBe(false);
  whose.refused('act', 'bob', 3_000, 1_000);
  expect(whose.mayProbe('act', 'carol', 3_100)).toBe(true);
});
