import { expect, test } from 'vitest';

import { unlessEnded } from './unless-ended.js';

test('work is waited for', async () => {
  await expect(unlessEnded(undefined, Promise.resolve(1))).resolves.toBe(1);
  await expect(unlessEnded(new AbortController().signal, Promise.resolve(1))).resolves.toBe(1);
  await expect(unlessEnded(new AbortController().signal, Promise.reject(new Error('no')))).rejects.toThrow('no');
});

test('but not longer than until the end, whatever becomes of it then', async () => {
  const end = new AbortController();
  let fail: ((error: Error) => void) | undefined;
  const work = new Promise<never>((_, reject) => {
    fail = reject;
  });
  const waiting = unlessEnded(end.signal, work);
  end.abort(new Error('it is over'));
  await expect(waiting).rejects.toThrow('it is over');
  await expect(unlessEnded(end.signal, work)).rejects.toThrow('it is over');
  fail?.(new Error('nobody hears this'));
  await Promise.resolve();
});
