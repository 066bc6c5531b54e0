import { expect, test } from 'vitest';

import { foldedStory } from './folded-story.js';

test('what is told again and again is told by its first and last line', () => {
  const waits = [2, 3, 4, 5].map((at) => `${at}. +${at}.000 s time has passed.`);
  expect(foldedStory(['1. +0.000 s alice schedules', ...waits, '6. +6.000 s bob looks'])).toEqual([
    '1. +0.000 s alice schedules',
    '2. +2.000 s time has passed.',
    '…',
    '5. +5.000 s time has passed.',
    '6. +6.000 s bob looks',
  ]);
  expect(foldedStory(waits.slice(0, 3))).toHaveLength(3);
  expect(foldedStory([])).toEqual([]);
});
