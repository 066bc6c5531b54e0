import { fileURLToPath } from 'node:url';
import { startVitest } from 'vitest/node';

import type { RunPlan } from '../../suites/kit/targets/run-plan.js';
import { CollectingReporter, type RunListener } from './collecting-reporter.js';
import { Interruption } from './interruption.js';
import { Signals } from './signals.js';

/** How many checks run side by side: in virtual time they only compete for the processor, in real time they wait. */
const SIDE_BY_SIDE = { virtual: 8, real: 10_000 } as const;

/** The built project's root: this file is `dist/scripts/run/run-suites.js`. */
const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** What came of a run. */
export interface RunOutcome {
  readonly collected: CollectingReporter;
  /** Whether it was interrupted and has not even then come to its end: its threads still live. */
  readonly overdue: boolean;
}

/**
 * Runs the suites with Vitest, whatever configuration of Vitest lies around. SIGINT and SIGTERM end the run before its
 * time, in order.
 *
 * @param plan - what to run against which target
 * @param listener - told of the progress
 * @param say - tells the person at the terminal something
 */
export async function runSuites(
  plan: RunPlan,
  listener: RunListener,
  say: (text: string) => void,
): Promise<RunOutcome> {
  const interruption = new Interruption(say, () => process.exit(2));
  const signals = new Signals(interruption.signalled, process);
  const collected = new CollectingReporter(listener);
  try {
    const first = await Promise.race([runVitest(plan, collected, signals), interruption.overdue]);
    return { collected, overdue: first === 'overdue' };
  } finally {
    interruption.close();
    signals.close();
    // The verdicts decide the exit code of the command, not how Vitest counts its tests.
    process.exitCode = undefined;
  }
}

async function runVitest(plan: RunPlan, reporter: CollectingReporter, signals: Signals): Promise<void> {
  const vitest = await startVitest(
    'test',
    [],
    {
      root: ROOT,
      config: false,
      watch: false,
      include: ['suites/conformance.js'],
      exclude: [],
      reporters: [reporter, { onInit: () => signals.reclaim() }],
      pool: 'threads',
      isolate: false,
      fileParallelism: false,
      sequence: { concurrent: true },
      maxConcurrency: plan.target === 'embedded' ? SIDE_BY_SIDE.virtual : SIDE_BY_SIDE.real,
      hookTimeout: 120_000,
      provide: { conformancePlan: plan },
    },
    { server: { watch: null, hmr: false }, optimizeDeps: { noDiscovery: true } },
  );
  await vitest.close();
}
