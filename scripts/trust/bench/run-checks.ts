import { runPlanSchema } from '../../../suites/kit/targets/run-plan.js';
import { prepareRun } from '../../../suites/prepare-run.js';
import { sideBySide } from '../../run/side-by-side.js';

/** How a run went. */
export interface RunFigures {
  /** Milliseconds from the first check's beginning to the last one's end. */
  readonly wallMs: number;
  /** The longest wait that any of its checks declares, in beats. */
  readonly longestWait: number;
}

/**
 * Runs all suites against a target, without Vitest.
 *
 * @param limit - how many checks run at the same time
 * @throws Error when anything fails: the time of a broken run says nothing
 */
export async function runChecks(target: string, limit: number): Promise<RunFigures> {
  const prepared = await prepareRun(runPlanSchema.parse({ target }));
  const startedAt = performance.now();
  await sideBySide(prepared.checks, limit, async (check) => {
    const { id, verdict, message } = await prepared.run(check);
    if (verdict === 'fail') throw new Error(`${id}: ${message}`);
  });
  const wallMs = performance.now() - startedAt;
  await prepared.close();
  return { wallMs, longestWait: Math.max(...prepared.checks.map(({ check }) => check.needs.wait ?? 0)) };
}
