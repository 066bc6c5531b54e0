import { beforeEach, expect, test } from 'vitest';

import { Inconclusive, NotApplicable } from '../checks/verdict.js';
import { RunBlocker } from '../connection/run-blocker.js';
import { AccountPool } from './account-pool.js';
import type { Account } from './account.js';

/** How many accounts the server still gives. */
let left: number;
let made: number;
let cleared: string[];
let scarce: number;
let pool: AccountPool;

beforeEach(() => {
  [left, made, cleared, scarce] = [0, 0, [], 0];
  pool = new AccountPool(
    async (name) => {
      left -= 1;
      if (left < 0) throw new Inconclusive('the server limits POST /register');
      made += 1;
      return { name, userId: `@${name}${made}:hs`, accessToken: '', deviceId: '', ownDevice: true } satisfies Account;
    },
    (account) => Promise.resolve(void cleared.push(account.userId)),
    () => (scarce += 1),
  );
});

test('as long as the server gives accounts every check has a new one', async () => {
  left = 2;
  const first = await pool.lend('alice');
  pool.giveBack(first);
  await expect(pool.lend('alice')).resolves.not.toBe(first);
  expect([made, cleared, scarce]).toEqual([2, [], 0]);
});

test('when it gives no more, they are cleared and used again, one check after the other', async () => {
  left = 1;
  const first = await pool.lend('alice');
  let served = 0;
  const others = [1, 2].map(() =>
    pool.lend('alice').then((account) => {
      served += 1;
      return account;
    }),
  );
  await new Promise((resolve) => setImmediate(resolve));
  expect(served).toBe(0);
  pool.giveBack(first);
  expect(await Promise.race(others)).toBe(first);
  expect([served, cleared]).toEqual([1, ['@alice1:hs']]);
  pool.giveBack(first);
  expect(await Promise.all(others)).toEqual([first, first]);
  expect([made, scarce]).toEqual([1, 1]);
});

test('who asks at the same time as somebody luckier waits for them', async () => {
  left = 1;
  const [first, second] = [pool.lend('alice'), pool.lend('alice')];
  pool.giveBack(await first);
  expect(await second).toBe(await first);
});

test('where there is none to use again, that is said', async () => {
  await expect(pool.lend('alice')).rejects.toThrow('limits');
  left = 1;
  await pool.lend('bob');
  await expect(pool.lend('alice')).rejects.toThrow('limits');
});

test('what is refused for another reason is nothing to wait for', async () => {
  left = 1;
  const other = new AccountPool(
    (name) => (left-- > 0 ? pool.lend(name) : Promise.reject(new NotApplicable('registration is closed'))),
    () => Promise.resolve(),
    () => undefined,
  );
  left = 2;
  await other.lend('alice');
  left = 0;
  await expect(other.lend('alice')).rejects.toThrow('closed');
});

test('the end of a run is no limit of the server', async () => {
  const blocker = new RunBlocker('ended', 'interrupted');
  const ending = new AccountPool(
    (name) => (made === 0 ? pool.lend(name) : Promise.reject(blocker)),
    () => Promise.resolve(),
    () => (scarce += 1),
  );
  left = 1;
  await ending.lend('alice');
  await expect(ending.lend('alice')).rejects.toBe(blocker);
  expect(scarce).toBe(0);
});
