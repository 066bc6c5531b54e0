import { expect, test } from 'vitest';

import { oneOfEach } from './one-of-each.js';

const letter = (word: string): string => word.slice(0, 1);

test('the first of each kind is chosen, as they come', () => {
  expect(oneOfEach(['ant', 'asp', 'bee', 'ape', 'cow', 'bat'], letter, 6)).toEqual([0, 2, 4]);
});

test('no more are chosen than are tried', () => {
  expect(oneOfEach(['ant', 'bee', 'cow'], letter, 2)).toEqual([0, 1]);
});
