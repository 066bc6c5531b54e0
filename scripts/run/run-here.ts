import { type SuiteCheck, nameOf, runsAlone } from '../../suites/kit/checks/selection.js';
import { type BegunRun, beginRun } from '../../suites/first-look.js';
import type { Activity } from '../../suites/kit/targets/activity.js';
import type { RunPlan } from '../../suites/kit/targets/run-plan.js';
import type { PreparedRun } from '../../suites/prepare-run.js';
import { estimate } from '../doctor/estimate.js';
import type { CollectedRun, Expected } from './collected-run.js';
import { sideBySide } from './side-by-side.js';

/**
 * Runs the suites in this thread, all checks side by side: over a URL they mostly wait. What has to be alone comes when all
 * others have ended, one after the other; and in the end what restarts the server, side by side, for they restart it once.
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
  await runBegun(await beginRun(plan, stop, activity), plan, collected, activity);
}

/**
 * Goes on with a run whose first look has been taken, as {@link runHere} does.
 *
 * @param plan - what the first look was taken for
 */
export async function runBegun(
  { look, prepared, ending }: BegunRun,
  plan: RunPlan,
  collected: CollectedRun,
  activity?: Activity,
): Promise<void> {
  collected.looked(look);
  collected.ending = ending;
  if (prepared === undefined) return;
  activity?.begin('checking');
  collected.chosen(prepared.checks.length);
  try {
    collected.expected = await expectedOf(prepared, plan);
    const run = (checks: readonly SuiteCheck[], limit = checks.length): Promise<unknown> =>
      sideBySide(checks, limit, (check) => runOne(prepared, check, collected));
    const restarting = prepared.checks.filter(({ check }) => check.needs.restart === true);
    const alone = prepared.checks.filter((each) => runsAlone(each.check) && !restarting.includes(each));
    await run(prepared.checks.filter(({ check }) => !runsAlone(check)));
    await run(alone, 1);
    await run(restarting);
  } finally {
    collected.ending = await prepared.close();
  }
}

/** What `doctor` would say of the run, had it looked now. */
async function expectedOf({ targets, checks }: PreparedRun, { maxWait, concurrency }: RunPlan): Promise<Expected> {
  const began = performance.now();
  // Who cannot be reached any more is told of by the checks.
  await Promise.allSettled(targets.map((target) => target.reach?.()));
  const latencyMs = performance.now() - began;
  const conditions = { latencyMs, maxWaitMs: maxWait, concurrency, makesShared: false, makesMore: false };
  const byChance = checks.filter(({ check }) => check.needs.byChance === true).length;
  return { durationMs: estimate(checks, conditions).seconds * 1_000, byChance };
}

async function runOne(prepared: PreparedRun, check: SuiteCheck, collected: CollectedRun): Promise<void> {
  collected.started(nameOf(check), check.check.needs.wait ?? 0);
  collected.ended(await prepared.run(check));
}
