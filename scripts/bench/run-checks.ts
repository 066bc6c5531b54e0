import { runPlanSchema } from '../../suites/kit/run-plan.js';
import { prepareRun } from '../../suites/prepare-run.js';

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
 * @param sideBySide - how many checks run at the same time
 * @throws Error when anything fails: the time of a broken run says nothing
 */
export async function runChecks(target: string, sideBySide: number): Promise<RunFigures> {
  const prepared = await prepareRun(runPlanSchema.parse({ target }));
  const queue = [...prepared.checks];
  const startedAt = performance.now();
  const work = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const { id, verdict, message } = await prepared.run(next);
      if (verdict === 'fail') throw new Error(`${id}: ${message}`);
    }
  };
  await Promise.all(Array.from({ length: sideBySide }, work));
  const wallMs = performance.now() - startedAt;
  await prepared.close();
  return { wallMs, longestWait: Math.max(...prepared.checks.map(({ check }) => check.needs.wait ?? 0)) };
}
