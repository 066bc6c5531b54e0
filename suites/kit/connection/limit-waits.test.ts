import { expect, test } from 'vitest';

import { LimitWaits } from './limit-waits.js';
import type { TargetTime } from '../time/target-time.js';

test('what is waited is counted, told of while it goes on, and counted too when it is broken off', async () => {
  let now = 100;
  const goOn: ((error?: Error) => void)[] = [];
  const time: TargetTime = {
    kind: 'real',
    now: () => now,
    waitUntil: () =>
      new Promise((resolve, reject) => goOn.push((error) => (error === undefined ? resolve() : reject(error)))),
    waitFor: () => Promise.resolve(false),
  };
  const waits = new LimitWaits(time);
  await waits.until(100);
  expect([waits.waiting, waits.lost]).toEqual([undefined, 0]);

  const [one, other] = [waits.until(150), waits.until(400)];
  expect(waits.waiting).toEqual({ requests: 2, until: 400 });
  now = 150;
  goOn[0]?.();
  await one;
  expect([waits.waiting, waits.lost]).toEqual([{ requests: 1, until: 400 }, 50]);
  now = 180;
  goOn[1]?.(new Error('the run was interrupted'));
  await expect(other).rejects.toThrow('interrupted');
  expect([waits.waiting, waits.lost]).toEqual([undefined, 130]);
});
