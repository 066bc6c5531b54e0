import { readFileSync, readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { expect, test, vi } from 'vitest';

import { keepAwake } from './keep-awake.js';

/** The niceness of the processes that this one has started and that only spin, where the system tells of processes by files. */
function spinning(): number[] {
  return readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      const [, , , parent] = fieldsOf(name);
      const isSpinning = readFileSync(`/proc/${name}/cmdline`, 'utf8').includes('process.ppid');
      return isSpinning && Number(parent) === process.pid ? [Number(fieldsOf(name)[18])] : [];
    } catch {
      // It has ended meanwhile.
      return [];
    }
  });
}

/** What `/proc` tells of a process, by the numbers of proc(5) less one; a name with spaces in it is not among ours. */
function fieldsOf(pid: string): string[] {
  return readFileSync(`/proc/${pid}/stat`, 'utf8').split(' ');
}

test.runIf(process.platform === 'linux')(
  'as many processes as there are cores spin, and make way for all others',
  async () => {
    const stop = keepAwake();
    try {
      await vi.waitFor(() => expect(spinning()).toHaveLength(availableParallelism()), 60_000);
      expect(new Set(spinning())).toEqual(new Set([19]));
    } finally {
      stop();
    }
    await vi.waitFor(() => expect(spinning()).toEqual([]), 60_000);
  },
);
