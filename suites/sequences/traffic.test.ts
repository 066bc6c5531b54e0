import { expect, test } from 'vitest';

import { LATE } from './stopped.js';
import { Traffic } from './traffic.js';

/** Tells so many sequences at once, of which those come too late that are not among the first few. */
async function tellAll(
  traffic: Traffic,
  count: number,
  inTime: number,
): Promise<{ readonly most: number; readonly told: number; readonly late: number }> {
  let [underWay, most, told] = [0, 0, 0];
  const all = await Promise.all(
    Array.from({ length: count }, () =>
      traffic.run(async () => {
        told += 1;
        underWay += 1;
        most = Math.max(most, underWay);
        const place = underWay;
        await new Promise((later) => setTimeout(later, 1));
        underWay -= 1;
        return place > inTime ? { stopped: LATE } : {};
      }),
    ),
  );
  return { most, told, late: all.filter(({ stopped }) => stopped === LATE).length };
}

test('where all are in time they go on together, each once', async () => {
  expect(await tellAll(new Traffic(), 40, 40)).toEqual({ most: 40, told: 40, late: 0 });
});

test('what comes too late is told again, among fewer', async () => {
  const traffic = new Traffic();
  const { told, late } = await tellAll(traffic, 64, 24);
  expect(told).toBeGreaterThan(64);
  expect(late).toBeLessThan(24);
  const afterwards = await tellAll(traffic, 64, 24);
  expect(afterwards.most).toBeLessThan(48);
});

test('a server that never keeps pace is not asked for ever', async () => {
  const { told, late } = await tellAll(new Traffic(), 10, 0);
  expect({ told, late }).toEqual({ told: 30, late: 10 });
});

test('what stops for another reason is not told again', async () => {
  let told = 0;
  const tell = async (): Promise<{ readonly stopped: string }> => {
    told += 1;
    return { stopped: 'left open by the text' };
  };
  await new Traffic().run(tell);
  expect(told).toBe(1);
});

test('where the server limits requests nothing is told again', async () => {
  let told = 0;
  const tell = async (): Promise<{ readonly stopped: string }> => {
    told += 1;
    return { stopped: LATE };
  };
  await new Traffic().run(tell, () => true);
  expect(told).toBe(1);
});
