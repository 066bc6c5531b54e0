import { expect, test } from 'vitest';

import { sideBySide } from './side-by-side.js';

test('everything is done once, never more than so many at a time, and answered in order', async () => {
  let underWay = 0;
  let most = 0;
  const results = await sideBySide([3, 1, 2, 0], 2, async (ticks) => {
    underWay += 1;
    most = Math.max(most, underWay);
    for (let tick = 0; tick < ticks; tick += 1) await Promise.resolve();
    underWay -= 1;
    return ticks * 10;
  });
  expect(results).toEqual([30, 10, 20, 0]);
  expect(most).toBe(2);
});
