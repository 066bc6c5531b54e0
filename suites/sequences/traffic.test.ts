import { expect, test } from 'vitest';

import { LATE } from './stopped.js';
import { Traffic } from './traffic.js';

/** Tells so many sequences at once, of which those come too late that are not among the first few under way. */
async function tellAll(
  traffic: Traffic,
  count: number,
  bearable: number,
  mayLeaveOut = false,
): Promise<{ readonly most: number; readonly told: number; readonly late: number }> {
  let [underWay, most, told] = [0, 0, 0];
  const all = await Promise.all(
    Array.from({ length: count }, (_, order) =>
      traffic.run(
        async () => {
          told += 1;
          underWay += 1;
          most = Math.max(most, underWay);
          const isLate = underWay > bearable;
          await Promise.resolve();
          if (!isLate) traffic.inTime();
          await new Promise((later) => setTimeout(later, 1));
          underWay -= 1;
          return isLate ? { stopped: LATE } : {};
        },
        mayLeaveOut ? { order, isDispensable: () => order >= 3 } : undefined,
      ),
    ),
  );
  return { most, told, late: all.filter((one) => one?.stopped === LATE).length };
}

test('where all are in time more and more go on together, each once', async () => {
  expect(await tellAll(new Traffic(), 64, 64)).toEqual({ most: 64, told: 64, late: 0 });
});

test('where a server bears few, few go on, and what came too late is told again', async () => {
  const { most, told } = await tellAll(new Traffic(), 64, 4);
  expect(most).toBeLessThan(32);
  expect(told).toBeGreaterThan(64);
});

test('a server that never keeps pace is not asked for ever', async () => {
  const { told, late } = await tellAll(new Traffic(), 10, 0);
  expect({ told, late }).toEqual({ told: 20, late: 10 });
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

test('where a server bears few, none are told but the first few, unless somebody wants all', async () => {
  expect((await tellAll(new Traffic(), 64, 4)).told).toBeGreaterThan(64);
  // All that begin before it is known, and those that are told again.
  expect((await tellAll(new Traffic(), 64, 4, true)).told).toBeLessThan(48);
});

test('where all are in time none is left out', async () => {
  expect(await tellAll(new Traffic(), 64, 64, true)).toMatchObject({ told: 64, late: 0 });
});
