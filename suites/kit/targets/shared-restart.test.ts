import { expect, test } from 'vitest';

import { SharedRestart } from './shared-restart.js';

function counted(): { readonly shared: SharedRestart; readonly restarts: () => number } {
  let restarts = 0;
  const shared = new SharedRestart(() => {
    restarts += 1;
    return Promise.resolve({ sentAt: restarts, answeredAt: restarts + 1 });
  });
  return { shared, restarts: () => restarts };
}

test('there is one restart for all who are going to ask for it', async () => {
  const { shared, restarts } = counted();
  const [one, other] = [shared.enter(), shared.enter()];
  const first = one.restart();
  expect(restarts()).toBe(0);
  await expect(Promise.all([first, other.restart()])).resolves.toEqual([
    { sentAt: 1, answeredAt: 2 },
    { sentAt: 1, answeredAt: 2 },
  ]);
  expect(restarts()).toBe(1);
});

test('who leaves without it keeps nobody waiting', async () => {
  const { shared, restarts } = counted();
  const [one, other] = [shared.enter(), shared.enter()];
  const first = one.restart();
  other.leave();
  await first;
  expect(restarts()).toBe(1);
});

test('for who has asked and left nothing is restarted', async () => {
  const { shared, restarts } = counted();
  const [one, other] = [shared.enter(), shared.enter()];
  void one.restart();
  one.leave();
  other.leave();
  expect(restarts()).toBe(0);
  const later = shared.enter();
  await later.restart();
  expect(restarts()).toBe(1);
});

test('who comes later has one of its own, and waits for nobody who has had one', async () => {
  const { shared, restarts } = counted();
  const one = shared.enter();
  await one.restart();
  const later = shared.enter();
  await expect(later.restart()).resolves.toEqual({ sentAt: 2, answeredAt: 3 });
  one.leave();
  later.leave();
  expect(restarts()).toBe(2);
});

test('a server that does not come back is known to all who wait for it', async () => {
  const shared = new SharedRestart(() => Promise.reject(new Error('it is gone')));
  const [one, other] = [shared.enter(), shared.enter()];
  const restarts = [one.restart(), other.restart()];
  for (const restart of restarts) await expect(restart).rejects.toThrow('it is gone');
});
