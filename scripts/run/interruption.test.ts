import { EventEmitter } from 'node:events';

import { expect, test } from 'vitest';

import { stopRequests } from '../../suites/kit/targets/stop-channel.js';
import { Interruption } from './interruption.js';
import { Signals } from './signals.js';

test('the first time the run is asked to stop, the second time it is left', async () => {
  const said: string[] = [];
  let left = false;
  const interruption = new Interruption(
    (text) => said.push(text),
    () => {
      left = true;
    },
  );
  const stop = stopRequests();
  expect(interruption.requested).toBe(false);

  interruption.signalled();
  await new Promise((resolve) => stop.addEventListener('abort', resolve));
  expect(stop.reason).toMatchObject({ kind: 'ended', message: 'the run was interrupted' });
  expect([interruption.requested, left]).toEqual([true, false]);

  interruption.signalled();
  interruption.close();
  expect(left).toBe(true);
  expect(said).toHaveLength(2);
});

test('a run that does not end in time is overdue', async () => {
  const interruption = new Interruption(
    () => undefined,
    () => undefined,
    1,
  );
  interruption.signalled();
  await expect(interruption.overdue).resolves.toBe('overdue');
  interruption.close();
});

test('signals are heard until closed, and those who began to listen later can be sent away', () => {
  const process = new EventEmitter() as unknown as NodeJS.Process;
  const heard: string[] = [];
  const before = (): void => void heard.push('before');
  process.on('SIGINT', before);
  const signals = new Signals(() => heard.push('ours'), process);
  process.on('SIGINT', () => heard.push('after'));

  signals.reclaim();
  process.emit('SIGINT', 'SIGINT');
  expect(heard).toEqual(['before', 'ours']);

  signals.close();
  process.emit('SIGTERM', 'SIGTERM');
  expect(heard).toEqual(['before', 'ours']);
});
