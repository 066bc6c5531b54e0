import { expect, test } from 'vitest';

import { inWaves } from './in-waves.js';

test('so many are tried side by side, and no wave follows the one in which something was found', async () => {
  let underWay = 0;
  let most = 0;
  const found = await inWaves([1, 2, 3, 4, 5, 6], 2, async (value) => {
    underWay += 1;
    most = Math.max(most, underWay);
    await Promise.resolve();
    underWay -= 1;
    return value === 3 ? 'three' : undefined;
  });
  expect(found).toEqual([undefined, undefined, 'three', undefined]);
  expect(most).toBe(2);
});

test('when one fails, that is told after the others of its wave have ended', async () => {
  const ended: number[] = [];
  const attempt = inWaves([1, 2], 2, async (value) => {
    if (value === 1) throw new Error('one');
    for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
    ended.push(value);
    return undefined;
  });
  await expect(attempt).rejects.toThrow('one');
  expect(ended).toEqual([2]);
});
