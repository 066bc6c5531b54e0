import { parentPort, workerData } from 'node:worker_threads';

import { beginRun } from '../../suites/first-look.js';
import { nameOf } from '../../suites/kit/checks/selection.js';
import { RunBlocker } from '../../suites/kit/connection/run-blocker.js';
import { runPlanSchema } from '../../suites/kit/targets/run-plan.js';
import type { FromThread, ToThread } from './thread-messages.js';

// A thread that runs the checks it is given, each against an embedded server of its own.
const stop = new AbortController();
const { look, prepared } = await beginRun(runPlanSchema.parse(workerData), stop.signal);
const checks = prepared?.checks ?? [];

parentPort?.on('message', (message: ToThread) => {
  switch (message.kind) {
    case 'run':
      void run(message.name);
      break;
    case 'stop':
      stop.abort(new RunBlocker('ended', 'the run was interrupted'));
      break;
    case 'close':
      void close();
  }
});
tell({ kind: 'ready', look, checks: checks.map((each) => ({ name: nameOf(each), wait: each.check.needs.wait ?? 0 })) });

async function run(name: string): Promise<void> {
  const check = checks.find((candidate) => nameOf(candidate) === name);
  if (prepared === undefined || check === undefined) throw new Error(`this thread has no check called ${name}`);
  tell({ kind: 'ended', result: await prepared.run(check) });
}

async function close(): Promise<void> {
  if (prepared !== undefined) tell({ kind: 'closed', ending: await prepared.close() });
  parentPort?.close();
}

function tell(message: FromThread): void {
  // The rule is about windows of browsers; threads have no origin.
  // oxlint-disable-next-line unicorn/require-post-message-target-origin
  parentPort?.postMessage(message);
}
