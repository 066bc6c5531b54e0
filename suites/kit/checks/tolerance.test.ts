import { expect, test } from 'vitest';

import { isTooMany, toleranceFrom } from './tolerance.js';

test.each([
  ['5%', 100, 5, false],
  ['5%', 100, 6, true],
  ['2.5%', 200, 5, false],
  ['0%', 100, 1, true],
  ['100%', 3, 3, false],
  [3, 1_000, 3, false],
  [3, 4, 4, true],
  [0, 100, 0, false],
])('with a tolerance of %s, of %i checks', (setting, checks, open, tooMany) => {
  expect(isTooMany(open, checks, toleranceFrom(setting))).toBe(tooMany);
});
