import { afterAll, describe, test } from 'vitest';

import type { CheckResult } from './kit/checks/check-result.js';
import { Obstacle, type ObstacleKind } from './kit/connection/obstacle.js';
import type { Preflight } from './kit/checks/revision.js';
import type { RunEnding } from './kit/targets/run-ending.js';
import { runPlanSchema, type RunPlanInput } from './kit/targets/run-plan.js';
import { unlessEnded } from './kit/connection/unless-ended.js';
import { prepareRun } from './prepare-run.js';

declare module 'vitest' {
  interface TaskMeta {
    /** What a check has brought to light. */
    conformance?: CheckResult;
    /** How long a check will wait at the most, in beats. */
    conformanceWait?: number;
    /** What the first look at the target has found out. */
    conformancePreflight?: ConformancePreflight;
    /** What is to be said of the whole run, beside its results; with the file. */
    conformanceEnding?: RunEnding;
  }
}

/** What the first look at the target has found out, or why it failed. */
export type ConformancePreflight = { readonly target: string } & (
  | { readonly reached: true; readonly result: Preflight }
  /** Where a person can do something about it, there is the kind of obstacle. */
  | { readonly reached: false; readonly reason: string; readonly kind?: ObstacleKind }
);

/**
 * Registers the conformance checks with Vitest, each as a test of its own, all of them concurrent. To be called in a
 * test file, with top-level `await`.
 *
 * A failed check fails its test. A check that is inconclusive or does not apply is skipped with the reason as a note.
 *
 * @param plan - what to run; all but the target may be left out
 * @param stop - aborted, with an error as its reason, to end the run before its time
 */
export async function conformance(plan: RunPlanInput, stop?: AbortSignal): Promise<void> {
  const full = runPlanSchema.parse(plan);
  const prepared = await prepareRun(full, stop).catch((error: unknown) =>
    error instanceof Error ? error : new Error(String(error)),
  );
  const preflight: ConformancePreflight =
    prepared instanceof Error
      ? {
          target: full.target,
          reached: false,
          reason: prepared.message,
          ...(prepared instanceof Obstacle ? { kind: prepared.kind } : {}),
        }
      : { target: full.target, reached: true, result: prepared.preflight };

  test('preflight', ({ task }) => {
    task.meta.conformancePreflight = preflight;
    if (!preflight.reached) throw new Error(preflight.reason);
    if (!preflight.result.implemented) throw new Error(preflight.result.reason);
  });
  if (prepared instanceof Error) return;
  // Vitest wants fixtures to be taken apart where they are handed over, even when none is wanted.
  // oxlint-disable-next-line no-empty-pattern
  afterAll(async ({}, file) => {
    file.meta.conformanceEnding = await prepared.close();
  }, 120_000);
  // Vitest takes offence at a group of no tests; that nothing was judged is said by the first one.
  if (prepared.checks.length === 0) return;

  describe(`MSC4140 ${full.revision} on ${full.target}`, () => {
    for (const check of prepared.checks) {
      const { id, title, needs } = check.check;
      // The check itself says when it takes too long, so that a slow machine never looks like a broken server.
      const options = { timeout: 0, retry: 0, meta: { conformanceWait: needs.wait ?? 0 } };
      // Vitest begins with a test that is not concurrent when the concurrent ones before it have ended.
      const register = needs.restart === true ? test.sequential : test.concurrent;
      register(`${id}: ${title}`, options, async ({ task, skip, signal }) => {
        // Somebody who stops Vitest does not want to wait for what checks wait for.
        const result = await unlessEnded(signal, prepared.run(check));
        task.meta.conformance = result;
        if (result.verdict === 'fail') throw new Error(result.message);
        if (result.verdict === 'inconclusive' || result.verdict === 'not-applicable')
          skip(`${result.verdict}: ${result.message}`);
      });
    }
  });
}
