import { fileURLToPath } from 'node:url';
import { startVitest } from 'vitest/node';

import type { RunPlan } from '../../suites/kit/run-plan.js';
import { CollectingReporter, type RunListener } from './collecting-reporter.js';

/** How many checks run side by side: in virtual time they only compete for the processor, in real time they wait. */
const SIDE_BY_SIDE = { virtual: 8, real: 10_000 } as const;

/** The built project's root: this file is `dist/scripts/run/run-suites.js`. */
const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Runs the suites with Vitest, whatever configuration of Vitest lies around.
 *
 * @param plan - what to run against which target
 * @param listener - told of the progress
 * @returns what was found out
 */
export async function runSuites(plan: RunPlan, listener: RunListener): Promise<CollectingReporter> {
  const reporter = new CollectingReporter(listener);
  const vitest = await startVitest(
    'test',
    [],
    {
      root: ROOT,
      config: false,
      watch: false,
      include: ['suites/conformance.js'],
      exclude: [],
      reporters: [reporter],
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
  // The verdicts decide the exit code of the command, not how Vitest counts its tests.
  process.exitCode = undefined;
  return reporter;
}
