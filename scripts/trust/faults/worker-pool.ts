import { Worker } from 'node:worker_threads';

import type { Job, JobResults } from './jobs.js';
import type { WorkerAnswer } from './worker.js';

/** Checks make much garbage that lives for a moment: the more room there is for it, the less often it is looked through. */
const YOUNG_GENERATION_MB = 64;

interface Waiting {
  readonly job: Job;
  readonly resolve: (result: never) => void;
  readonly reject: (error: Error) => void;
}

/** Threads that do jobs, one at a time each, in the order in which they were asked for. */
export class WorkerPool {
  readonly #workers: Worker[] = [];
  readonly #idle: Worker[] = [];
  readonly #waiting: Waiting[] = [];
  readonly #busy = new Map<Worker, Waiting>();

  /** @param size - how many threads */
  constructor(size: number) {
    for (let index = 0; index < size; index += 1) {
      const worker = new Worker(new URL('worker.js', import.meta.url), {
        resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION_MB },
      });
      worker.on('message', (answer: WorkerAnswer) => this.#answered(worker, answer));
      worker.on('error', (error: Error) => this.#broke(worker, error));
      this.#workers.push(worker);
      this.#idle.push(worker);
    }
  }

  /** Does a job as soon as a thread is free. */
  do<J extends Job>(job: J): Promise<JobResults[J['kind']]> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ job, resolve, reject });
      this.#assign();
    });
  }

  /** Ends the threads. */
  async close(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
  }

  #assign(): void {
    while (this.#idle.length > 0 && this.#waiting.length > 0) {
      const [worker, waiting] = [this.#idle.shift(), this.#waiting.shift()];
      if (worker === undefined || waiting === undefined) return;
      this.#busy.set(worker, waiting);
      // The rule is about windows of browsers; threads have no origin.
      // oxlint-disable-next-line unicorn/require-post-message-target-origin
      worker.postMessage(waiting.job);
    }
  }

  #answered(worker: Worker, answer: WorkerAnswer): void {
    const waiting = this.#busy.get(worker);
    this.#busy.delete(worker);
    this.#idle.push(worker);
    this.#assign();
    if ('failure' in answer) waiting?.reject(new Error(answer.failure));
    else waiting?.resolve(answer.result as never);
  }

  #broke(worker: Worker, error: Error): void {
    this.#busy.get(worker)?.reject(error);
    this.#busy.delete(worker);
  }
}
