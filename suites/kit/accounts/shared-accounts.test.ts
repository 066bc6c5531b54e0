import { beforeEach, expect, test } from 'vitest';

import type { Account } from './account.js';
import { SharedAccounts } from './shared-accounts.js';

let made: string[];
/** How many further accounts the server gives at once. */
let further: number;
let shared: SharedAccounts;
/** How often it was said that checks were spread. */
let spread: number;

function account(name: string): Account {
  made.push(name);
  return { name, userId: `@${name}-${made.length}:hs`, accessToken: '', deviceId: '', ownDevice: true };
}

beforeEach(() => {
  made = [];
  spread = 0;
  further = 100;
  shared = new SharedAccounts({
    names: ['alice', 'bob'],
    make: (name) => Promise.resolve(account(name)),
    makeFurther: (name) => Promise.resolve((further -= 1) < 0 ? undefined : account(name)),
    isDecisive: (name) => name === 'alice',
    onSpread: () => (spread += 1),
  });
});

/** How many of so many who take at the same time got each account. */
async function taken(count: number, places = 4, name = 'alice'): Promise<number[]> {
  const accounts = await Promise.all(Array.from({ length: count }, () => shared.take(name, places)));
  const ids = accounts.map(({ userId }) => userId);
  return [...new Set(ids)].map((id) => ids.filter((other) => other === id).length);
}

test('one of each name is shared by all as long as nobody knows of a limit', async () => {
  expect(await taken(200)).toEqual([200]);
  expect(made).toEqual(['alice', 'bob']);
});

test('what a server does not let one user have waiting is spread over further ones', async () => {
  shared.letsWait(100);
  expect(await taken(60)).toEqual([25, 25, 10]);
  expect(made).toEqual(['alice', 'bob', 'alice', 'alice']);
});

test('what has been given back is promised anew', async () => {
  shared.letsWait(4);
  const first = await shared.take('alice', 4);
  shared.giveBack(first, 4);
  expect(await shared.take('alice', 4)).toBe(first);
});

test('who needs more than there is has an account all the same', async () => {
  shared.letsWait(4);
  expect(await taken(2, 10)).toEqual([1, 1]);
});

test('where the server does not give them at once, all share those that there are', async () => {
  further = 1;
  shared.letsWait(8);
  expect((await taken(10)).toSorted()).toEqual([5, 5]);
  expect(made).toEqual(['alice', 'bob', 'alice']);
});

test('there are never more of a name than so many', async () => {
  shared.letsWait(4);
  expect(await taken(120)).toEqual(Array.from({ length: 12 }, () => 10));
});

test('one that is of no use any more is replaced', async () => {
  const lost = await shared.take('alice', 4);
  shared.replace(lost);
  const next = await shared.take('alice', 4);
  expect(next).not.toBe(lost);
  shared.replace(lost);
  expect(await shared.take('alice', 4)).toBe(next);
});

test('the first that cannot be had ends everything, a later one is missed by those who need it', async () => {
  const options = {
    names: ['alice', 'bob'],
    makeFurther: () => Promise.resolve(undefined),
    isDecisive: (name: string) => name === 'alice',
    onSpread: () => undefined,
  };
  const without = (missing: string): SharedAccounts =>
    new SharedAccounts({
      ...options,
      make: (name) => (name === missing ? Promise.reject(new Error('none')) : Promise.resolve(account(name))),
    });
  await expect(without('alice').take('bob', 1)).rejects.toThrow('none');
  const withoutBob = without('bob');
  await expect(withoutBob.take('alice', 1)).resolves.toMatchObject({ name: 'alice' });
  await expect(withoutBob.take('bob', 1)).rejects.toThrow('none');
});

test('where no other is to be had for a lost one, those who want that name hear of it, and it is tried once', async () => {
  let tries = 0;
  shared = new SharedAccounts({
    names: ['alice', 'bob'],
    make: (name) => {
      tries += 1;
      return tries > 2 ? Promise.reject(new Error('no more')) : Promise.resolve(account(name));
    },
    makeFurther: () => Promise.resolve(undefined),
    isDecisive: (name) => name === 'alice',
    onSpread: () => undefined,
  });
  shared.replace(await shared.take('alice', 4));
  const asked = await Promise.allSettled(Array.from({ length: 3 }, () => shared.take('alice', 4)));
  expect(asked.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
  await expect(shared.take('alice', 4)).rejects.toThrow('no more');
  await expect(shared.take('bob', 4)).resolves.toMatchObject({ name: 'bob' });
  expect(tries).toBe(3);
});

test('where each user may ask only so fast, few are together in an account, and others wait for them', async () => {
  const first = await shared.take('alice', 4);
  expect(await taken(9)).toEqual([9]);
  expect(shared.isCrowded(first)).toBe(false);
  shared.limitsRates();
  expect(shared.isCrowded(first)).toBe(true);
  const asked = Array.from({ length: 20 }, () => shared.take('alice', 4));
  const inside = new Set<Account>();
  const others = asked.map(async (each) => inside.add(await each));
  await expect.poll(() => shared.waiting).toBe(4);
  expect([inside.size, spread]).toEqual([8, 8]);
  for (const account of [...inside].slice(0, 2)) for (let times = 0; times < 2; times += 1) shared.giveBack(account, 4);
  await Promise.all(others);
  expect([inside.size, shared.waiting]).toEqual([8, 0]);
});

test('who may not be held back is not', async () => {
  shared.limitsRates();
  const asked = Array.from({ length: 30 }, () => shared.take('alice', 4, 'at once'));
  expect(new Set(await Promise.all(asked)).size).toBe(9);
});

test('where each user may ask only so fast and the server gives no further account, it is as it was', async () => {
  further = 0;
  shared.limitsRates();
  const account = await shared.take('alice', 4);
  expect([await taken(10), spread, shared.isCrowded(account)]).toEqual([[10], 0, false]);
});
