import { type SuiteCheck, nameOf, runsAlone } from '../../suites/kit/checks/selection.js';
import { beginRun } from '../../suites/first-look.js';
import type { Activity } from '../../suites/kit/targets/activity.js';
import type { RunPlan } from '../../suites/kit/targets/run-plan.js';
import type { PreparedRun } from '../../suites/prepare-run.js';
import type { CollectedRun } from './collected-run.js';
import { sideBySide } from './side-by-side.js';

/**
 * Runs the suites in this thread, all checks side by side: over a URL they mostly wait. What has to be alone, as
 * what restarts the server has to, comes when all others have ended, one after the other.
 *
 * @param plan - what to run against which target
 * @param collected - takes note of all that comes of it
 * @param activity - where to say what the run does and waits for
 * @param stop - aborted, with an error as its reason, to end the run before its time
 */
export async function runHere(
  plan: RunPlan,
  collected: CollectedRun,
  stop: AbortSignal,
  activity?: Activity,
): Promise<void> {
  const { look, prepared, ending } = await beginRun(plan, stop, activity);
  collected.looked(look);
  collected.ending = ending;
  if (prepared === undefined) return;
  activity?.begin('checking');
  try {
    const alone = prepared.checks.filter(({ check }) => runsAlone(check));
    const others = prepared.checks.filter((check) => !alone.includes(check));
    await sideBySide(others, others.length, (check) => runOne(prepared, check, collected));
    await sideBySide(alone, 1, (check) => runOne(prepared, check, collected));
  } finally {
    collected.ending = await prepared.close();
  }
}

async function runOne(prepared: PreparedRun, check: SuiteCheck, collected: CollectedRun): Promise<void> {
  collected.started(nameOf(check), check.check.needs.wait ?? 0);
  collected.ended(await prepared.run(check));
}
