import { parentPort } from 'node:worker_threads';

import { doJob } from './do-job.js';
import type { Job } from './jobs.js';

/** What a worker answers to a job. */
export type WorkerAnswer = { readonly result: unknown } | { readonly failure: string };

parentPort?.on('message', (job: Job) => {
  doJob(job).then(
    (result) => answer({ result }),
    (error: unknown) => answer({ failure: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
  );
});

function answer(message: WorkerAnswer): void {
  parentPort?.postMessage(message);
}
