import { RunBlocker } from '../../suites/kit/connection/run-blocker.js';
import type { Activity } from '../../suites/kit/targets/activity.js';
import type { RunPlan } from '../../suites/kit/targets/run-plan.js';
import { CollectedRun, type RunListener } from './collected-run.js';
import { Interruption } from './interruption.js';
import { runHere } from './run-here.js';
import { runInThreads } from './run-in-threads.js';
import { Signals } from './signals.js';

/** How long a run that was interrupted may take to end, in milliseconds, cleaning up aside. */
const GRACE_MS = 10_000;

/** What came of a run. */
export interface RunOutcome {
  readonly collected: CollectedRun;
  /** Whether it was interrupted and has not even then come to its end: what it began may still go on. */
  readonly overdue: boolean;
}

/**
 * Runs the suites. SIGINT and SIGTERM end the run before its time, in order.
 *
 * @param plan - what to run against which target
 * @param listener - told of the progress
 * @param say - tells the person at the terminal something
 * @param activity - where to say what the run does and waits for, over a URL
 */
export async function runSuites(
  plan: RunPlan,
  listener: RunListener,
  say: (text: string) => void,
  activity?: Activity,
): Promise<RunOutcome> {
  const stop = new AbortController();
  const interruption = new Interruption(
    say,
    {
      askToStop: () => stop.abort(new RunBlocker('ended', 'the run was interrupted')),
      leaveNow: () => process.exit(2),
    },
    plan.bounds.cleanUp + GRACE_MS,
  );
  const signals = new Signals(interruption.signalled, process);
  const collected = new CollectedRun(listener);
  const run = plan.target === 'embedded' ? runInThreads : runHere;
  try {
    const first = await Promise.race([run(plan, collected, stop.signal, activity), interruption.overdue]);
    return { collected, overdue: first === 'overdue' };
  } finally {
    interruption.close();
    signals.close();
  }
}
