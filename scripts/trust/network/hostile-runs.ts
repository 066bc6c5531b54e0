import { Option } from 'commander';

import { faultCalled } from '../../../fixtures/faults/faults-of.js';
import type { CheckResult } from '../../../suites/kit/checks/check-result.js';
import { VERDICTS } from '../../../suites/kit/checks/verdict.js';
import { DEFAULT_REVISION } from '../../../suites/revisions.js';
import { positiveNumber } from '../../cli/positive-number.js';
import { tool } from '../../cli/tool.js';
import { judgedRevision, judgedRevisions } from '../faults/judged-revision.js';
import { hostileRun, undisturbedRun } from './hostile-run.js';
import { wrongVerdicts } from './wrong-verdicts.js';

/** How many of the sampled faults stand behind the proxy, beside the reference as it is. */
const FAULTS = 3;

const program = tool('hostile')
  .argument('[runs]', 'how many on each server', positiveNumber, 3)
  .addOption(
    new Option('--revision <name>', 'whose suites to run')
      .choices(judgedRevisions().map(({ suites }) => suites.name))
      .default(DEFAULT_REVISION),
  )
  .parse();
const [runs] = program.processedArgs as [number];
const { suites, faults } = judgedRevision(program.opts<{ revision: string }>().revision);
const behindTheProxy = faults.sample.slice(0, FAULTS).map((id) => faultCalled(id).fault);
let wrong = 0;
for (const fault of [undefined, ...behindTheProxy]) {
  const options = faults.options({ rules: fault?.rules });
  const undisturbed = await undisturbedRun(suites, options);
  for (let seed = 1; seed <= runs; seed += 1) {
    const startedAt = performance.now();
    const results = await hostileRun(suites, seed, options);
    const mistakes = wrongVerdicts(results, undisturbed, fault);
    wrong += mistakes.length;
    const seconds = Math.round((performance.now() - startedAt) / 1_000);
    process.stdout.write(
      `${fault?.id ?? 'conformant'}, seed ${seed}: ${tally(results)}; ${mistakes.length} wrong; ${seconds} s\n`,
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
