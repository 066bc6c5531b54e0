import { Argument } from 'commander';

import { runPlanSchema } from '../../../suites/kit/targets/run-plan.js';
import type { CheckResult } from '../../../suites/kit/checks/check-result.js';
import { SORTS } from '../../../suites/kit/checks/sort.js';
import { prepareRun } from '../../../suites/prepare-run.js';
import { positiveNumber } from '../../cli/positive-number.js';
import { tool } from '../../cli/tool.js';
import { sideBySide } from '../../run/side-by-side.js';
import { busyCores } from './busy-cores.js';
import { differingVerdicts } from './differing-verdicts.js';

/** How many checks run side by side, as in a run of the command. */
const SIDE_BY_SIDE = 8;

// All suites on the embedded server, again and again, while something else keeps the cores busy: no verdict may differ.
// `steady-runs 100` runs everything a hundred times, `steady-runs 100 scenarios` one sort of checks.
const [runs, sort] = tool('steady')
  .argument('[runs]', 'how many', positiveNumber, 10)
  .addArgument(new Argument('[sort]', 'which checks').choices(SORTS).default('both'))
  .parse().processedArgs as [number, (typeof SORTS)[number]];
const calm = await runOnce();
const calmDown = busyCores();
const seconds: number[] = [];
let differing = 0;
for (let run = 1; run <= runs; run += 1) {
  const startedAt = performance.now();
  const differences = differingVerdicts(await runOnce(), calm);
  seconds.push((performance.now() - startedAt) / 1_000);
  differing += differences.length;
  for (const difference of differences) process.stdout.write(`run ${run}: ${difference}\n`);
}
await calmDown();
const [least = 0, most = 0] = [Math.min(...seconds), Math.max(...seconds)].map((value) => Number(value.toPrecision(3)));
process.stdout.write(
  `${runs} runs of ${calm.length} checks on busy cores, ${least} to ${most} s each: ${differing} differing verdicts\n`,
);
process.exitCode = differing === 0 ? 0 : 1;

async function runOnce(): Promise<CheckResult[]> {
  const prepared = await prepareRun(runPlanSchema.parse({ target: 'embedded', sort }));
  try {
    return await sideBySide(prepared.checks, SIDE_BY_SIDE, (check) => prepared.run(check));
  } finally {
    await prepared.close();
  }
}
