import { expect, test } from 'vitest';

import { isOutOfOrder } from './out-of-order.js';

const due = (...moments: number[]): { earliest: number; latest: number }[] =>
  moments.map((earliest) => ({ earliest, latest: 10_000 }));

test.each([
  ['one after the other', due(4_200, 4_500, 4_800, 5_400), 0, false],
  ['as near to each other as events are late', due(4_200, 4_800, 4_500), 600, false],
  ['farther from each other than events are late', due(4_200, 6_600, 5_400, 4_500), 600, true],
  ['what was overdue overtaken by what its timers sent', due(4_200, 6_000, 4_500, 6_600, 4_800), 0, false],
  ['what was overdue overtaken, and not in order itself', due(4_500, 6_000, 4_200, 6_600, 4_000), 0, true],
  ['the other way round, the server having been away for all of them', due(6_600, 5_400, 4_200), 0, true],
])('%s', (_, came, lateness, expected) => {
  expect(isOutOfOrder(came, lateness)).toBe(expected);
});
