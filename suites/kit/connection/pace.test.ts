import { expect, test } from 'vitest';

import { Pace } from './pace.js';

test('nothing is held back before a server has asked for it', () => {
  const pace = new Pace();
  expect([pace.take(0), pace.take(0), pace.take(5)]).toEqual([0, 0, 5]);
});

test('nothing goes out before the time that a 429 names, and then one after the other', () => {
  const pace = new Pace();
  pace.slowDown(100, 500);
  expect([pace.ahead(100), pace.ahead(550), pace.ahead(700)]).toEqual([500, 50, 0]);
  const [first, second, later] = [pace.take(100), pace.take(100), pace.take(1_000)];
  expect([first, later]).toEqual([600, 1_000]);
  expect(second).toBeGreaterThan(600);
});

test('a shorter time does not shorten a longer one', () => {
  const pace = new Pace();
  pace.slowDown(0, 5_000);
  pace.slowDown(10, 5);
  expect(pace.take(10)).toBe(5_000);
});

test('the distance grows with every 429 to a second at most, and is gone after enough answers', () => {
  const pace = new Pace();
  for (let count = 0; count < 100; count += 1) pace.slowDown(0, 0);
  pace.take(0);
  expect(pace.take(0)).toBe(1_000);
  for (let count = 0; count < 1_000; count += 1) pace.speedUp();
  pace.take(10_000);
  expect(pace.take(10_000)).toBe(10_000);
});

test('of requests that were under way together the distance grows once', () => {
  const pace = new Pace();
  for (let count = 0; count < 10; count += 1) pace.slowDown(100 + count, 0, 50);
  const first = pace.take(200);
  expect(pace.take(200) - first).toBe(5);
});

test('what is held back once keeps no distance after that', () => {
  const pace = new Pace();
  pace.slowDownOnce(0, 500);
  expect([pace.take(0), pace.take(0)]).toEqual([500, 500]);
});

test('a distance that is named is kept', () => {
  const pace = new Pace();
  pace.keepDistance(0, 7_000);
  expect([pace.take(0), pace.take(0)]).toEqual([7_000, 14_000]);
});
