import { setImmediate } from 'node:timers/promises';

import { expect, test } from 'vitest';

import { inTheBackground } from './in-the-background.js';

test('work that fails before anybody waits for it is heard of by whoever does', async () => {
  const unhandled: unknown[] = [];
  const listen = (reason: unknown): void => void unhandled.push(reason);
  process.on('unhandledRejection', listen);
  try {
    const work = inTheBackground(Promise.reject(new Error('no')));
    // Long enough for the process to have noticed.
    for (let turn = 0; turn < 3; turn += 1) await setImmediate();
    expect(unhandled).toEqual([]);
    await expect(work).rejects.toThrow('no');
  } finally {
    process.off('unhandledRejection', listen);
  }
});

test('work that succeeds is there to be had', async () => {
  await expect(inTheBackground(Promise.resolve(1))).resolves.toBe(1);
});
