import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';

/** What a thread does that does nothing but keep a core busy. */
const SPIN = 'for (;;) Math.random();';

/**
 * Keeps all cores of the machine busy.
 *
 * @returns ends it
 */
export function busyCores(): () => Promise<void> {
  const workers = Array.from({ length: availableParallelism() }, () => new Worker(SPIN, { eval: true }));
  return async () => {
    await Promise.all(workers.map((worker) => worker.terminate()));
  };
}
