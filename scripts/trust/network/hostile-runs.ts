import { futuresFault } from '../../../fixtures/faults/futures/index.js';
import type { CheckResult } from '../../../suites/kit/checks/check-result.js';
import { VERDICTS } from '../../../suites/kit/checks/verdict.js';
import { positiveNumber } from '../../cli/positive-number.js';
import { tool } from '../../cli/tool.js';
import { hostileRun, undisturbedRun } from './hostile-run.js';
import { wrongVerdicts } from './wrong-verdicts.js';

/** Who stands behind the proxy: the reference as it is, and with one fault each. */
const FAULTS = [
  undefined,
  'refresh-keeps-the-old-deadline',
  'cancel-token-does-nothing',
  'timer-of-a-cancelled-future-runs-on',
];

const [runs] = tool('hostile').argument('[runs]', 'how many on each server', positiveNumber, 3).parse()
  .processedArgs as [number];
let wrong = 0;
for (const name of FAULTS) {
  const fault = name === undefined ? undefined : futuresFault(name);
  const options = fault === undefined ? {} : { futures: { rules: fault.rules } };
  const undisturbed = await undisturbedRun(options);
  for (let seed = 1; seed <= runs; seed += 1) {
    const startedAt = performance.now();
    const results = await hostileRun(seed, options);
    const mistakes = wrongVerdicts(results, undisturbed, fault);
    wrong += mistakes.length;
    const seconds = Math.round((performance.now() - startedAt) / 1_000);
    process.stdout.write(
      `${name ?? 'conformant'}, seed ${seed}: ${tally(results)}; ${mistakes.length} wrong; ${seconds} s\n`,
    );
    for (const mistake of mistakes) process.stdout.write(`  ${mistake}\n`);
  }
}
process.exitCode = wrong === 0 ? 0 : 1;

function tally(results: readonly CheckResult[]): string {
  return VERDICTS.map((verdict) => `${results.filter((result) => result.verdict === verdict).length} ${verdict}`).join(
    ', ',
  );
}
