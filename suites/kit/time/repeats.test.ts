import { expect, test } from 'vitest';

import { Repeats } from './repeats.js';

function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

test('where nobody is, there is nothing to wait for', async () => {
  expect(await new Repeats().run(async () => 'done')).toBe('done');
});

test('repeats wait until the last of the crowd has gone', async () => {
  const quiet = new Repeats();
  const events: string[] = [];
  quiet.enter();
  quiet.enter();
  const repeat = quiet.run(async () => void events.push('repeat'));
  quiet.leave();
  await settled();
  events.push('one has left');
  quiet.leave();
  await repeat;
  expect(events).toEqual(['one has left', 'repeat']);
});

test('only a few repeats go on at once, and all of them go on', async () => {
  const quiet = new Repeats();
  quiet.enter();
  let running = 0;
  let most = 0;
  const repeats = Array.from({ length: 60 }, () =>
    quiet.run(async () => {
      running += 1;
      most = Math.max(most, running);
      await settled();
      running -= 1;
    }),
  );
  quiet.leave();
  await Promise.all(repeats);
  expect(most).toBeGreaterThan(0);
  expect(most).toBeLessThan(20);
});

test('a repeat that is part of the crowd itself does not lock the others out', async () => {
  const quiet = new Repeats();
  const repeat = (): Promise<string | undefined> =>
    quiet.run(async () => {
      quiet.enter();
      await settled();
      quiet.leave();
      return 'done';
    });
  quiet.enter();
  const first = [repeat(), repeat(), repeat(), repeat(), repeat()];
  quiet.leave();
  await settled();
  const second = [repeat(), repeat()];
  expect(await Promise.all([...first, ...second])).toEqual(Array(7).fill('done'));
});

test('a repeat that fails makes room for the next one', async () => {
  const quiet = new Repeats();
  const outcomes = await Promise.allSettled(
    Array.from({ length: 5 }, () => quiet.run(() => Promise.reject(new Error('broken')))),
  );
  expect(outcomes.map(({ status }) => status)).toEqual(Array(5).fill('rejected'));
  expect(await quiet.run(async () => 'done')).toBe('done');
});
