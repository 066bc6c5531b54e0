import type { Fault } from '../../../fixtures/faults/fault.js';
import { createHomeserver } from '../../../reference/homeserver.js';
import type { CheckResult } from '../../../suites/kit/checks/check-result.js';
import { runsAlone } from '../../../suites/kit/checks/selection.js';
import { runPlanSchema } from '../../../suites/kit/targets/run-plan.js';
import { prepareRun } from '../../../suites/prepare-run.js';
import { findingsIn } from './judge-by-checks.js';
import type { JudgedRevision } from './judged-revision.js';
import type { Findings } from './judging-suite.js';

/**
 * Runs a faulty homeserver on a port of its own and judges it over HTTP in real time, by the checks on what it breaks.
 *
 * @param only - areas, checks or requirements to run instead
 */
export async function judgeInRealTime(
  { suites, faults }: JudgedRevision,
  { rules, breaks }: Pick<Fault, 'rules' | 'breaks'>,
  only: readonly string[] = breaks,
): Promise<Findings> {
  const server = createHomeserver(faults.options({ rules }));
  const listening = await server.listen();
  try {
    const plan = runPlanSchema.parse({ target: listening.url, revisions: [suites.name], only: [...only] });
    const prepared = await prepareRun(plan);
    const alone = prepared.checks.filter(({ check }) => runsAlone(check));
    const others = prepared.checks.filter((check) => !alone.includes(check));
    let results: CheckResult[];
    try {
      results = await Promise.all(others.map((check) => prepared.run(check)));
      for (const check of alone) results.push(await prepared.run(check));
    } finally {
      await prepared.close();
    }
    return findingsIn(results);
  } finally {
    server.close();
    await listening.close();
  }
}
