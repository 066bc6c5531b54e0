import { EventEmitter } from 'node:events';

import { expect, test } from 'vitest';

import { Interruption } from './interruption.js';
import { Signals } from './signals.js';

test('the first time the run is asked to stop, the second time it is left', () => {
  const said: string[] = [];
  const done: string[] = [];
  const run = { askToStop: () => done.push('asked'), leaveNow: () => done.push('left') };
  const interruption = new Interruption((text) => said.push(text), run, 60_000);
  expect(interruption.requested).toBe(false);

  interruption.signalled();
  expect(interruption.requested).toBe(true);
  expect(done).toEqual(['asked']);

  interruption.signalled();
  interruption.close();
  expect(done).toEqual(['asked', 'left']);
  expect(said).toHaveLength(2);
});

test('a run that does not end in time is overdue', async () => {
  const run = { askToStop: () => undefined, leaveNow: () => undefined };
  const interruption = new Interruption(() => undefined, run, 1);
  interruption.signalled();
  await expect(interruption.overdue).resolves.toBe('overdue');
  interruption.close();
});

test('signals are heard until closed', () => {
  const process = new EventEmitter() as unknown as NodeJS.Process;
  const heard: string[] = [];
  process.on('SIGINT', () => heard.push('another'));
  const signals = new Signals(() => heard.push('ours'), process);

  process.emit('SIGINT', 'SIGINT');
  expect(heard).toEqual(['another', 'ours']);

  signals.close();
  process.emit('SIGTERM', 'SIGTERM');
  expect(heard).toEqual(['another', 'ours']);
});
