import { afterAll, describe, test } from 'vitest';

import type { Finding } from './blame/finding.js';
import { findingsIn } from './blame/findings.js';
import { beginRun } from './first-look.js';
import type { CheckResult } from './kit/checks/check-result.js';
import { conclude } from './kit/checks/conclusion.js';
import { toleranceFrom } from './kit/checks/tolerance.js';
import { unlessEnded } from './kit/connection/unless-ended.js';
import { runPlanSchema, type RunPlanInput } from './kit/targets/run-plan.js';
import { requireVitest } from './require-vitest.js';
import { revisionCalled } from './revisions.js';

/** What a run in somebody's own Vitest project is to do: all but the target may be left out. */
export interface ConformanceOptions extends RunPlanInput {
  /**
   * How many checks may be unable to tell before the whole run says nothing: a number, or a percentage such as `2.5%`;
   * `5%` unless set.
   */
  readonly maxInconclusive?: number | string;
}

/**
 * Registers the conformance checks with Vitest, each as a test of its own, all of them concurrent. To be called in a
 * test file, with top-level `await`.
 *
 * A failed check fails its test. A check that is inconclusive or does not apply is skipped with the reason as a note. The
 * last test states what the whole run amounts to, and fails where the command would not end with exit code 0: where
 * nothing, or too little, could be judged.
 *
 * @param options - what to run
 * @param stop - aborted, with an error as its reason, to end the run before its time
 */
export async function conformance(options: ConformanceOptions, stop?: AbortSignal): Promise<void> {
  requireVitest();
  const { maxInconclusive, ...input } = options;
  const plan = runPlanSchema.parse(input);
  const { look, prepared } = await beginRun(plan, stop);

  test('preflight', () => {
    if (!look.reached) throw new Error(look.reason);
    for (const { result } of look.looks) if (!result.implemented) throw new Error(result.reason);
  });
  // That nothing could be judged is said by the first test.
  if (prepared === undefined || !look.reached || look.looks.every(({ result }) => !result.implemented)) return;

  const several = prepared.looks.length > 1;
  const results: CheckResult[] = [];
  // Vitest wants fixtures to be taken apart where they are handed over, even when none is wanted.
  // oxlint-disable-next-line no-empty-pattern
  afterAll(async ({}) => {
    await prepared.close();
  }, 120_000);

  describe(`MSC4140 on ${plan.target}`, () => {
    for (const check of prepared.checks) {
      const { id, title, needs } = check.check;
      // The check itself says when it takes too long, so that a slow machine never looks like a broken server.
      const limits = { timeout: 0, retry: 0 };
      // Vitest begins with a test that is not concurrent when the concurrent ones before it have ended.
      const register = needs.restart === true ? test.sequential : test.concurrent;
      register(`${several ? `${check.suite.revision} ` : ''}${id}: ${title}`, limits, async ({ skip, signal }) => {
        // Somebody who stops Vitest does not want to wait for what checks wait for.
        const result = await unlessEnded(signal, prepared.run(check));
        results.push(result);
        if (result.verdict === 'fail') throw new Error(failureInWords(result));
        if (result.verdict === 'inconclusive' || result.verdict === 'not-applicable')
          skip(`${result.verdict}: ${result.message}`);
      });
    }
    test.sequential('conclusion of the whole run', { timeout: 0, retry: 0 }, () => {
      const ended = prepared.targets.find((target) => target.ended?.aborted === true)?.ended;
      const reason: unknown = ended?.reason;
      // Each revision for itself, as the command does: what was judged of one says nothing of another.
      const wrong = prepared.looks.flatMap(({ revision }) => {
        const own = results.filter((result) => result.revision === revision);
        const { conclusion, reason: why } = conclude(own, {
          findings: findingsOf(revision, own),
          ...(reason instanceof Error ? { cutShort: reason.message } : {}),
          ...(maxInconclusive === undefined ? {} : { maxInconclusive: toleranceFrom(maxInconclusive) }),
        });
        return conclusion === 'conformant' ? [] : [`${several ? `${revision} ` : ''}${conclusion}: ${why}`];
      });
      if (wrong.length > 0) throw new Error(wrong.join('\n'));
    });
  });
}

/** What is wrong with the server by the results on one revision. */
function findingsOf(revision: string, results: readonly CheckResult[]): Finding[] {
  const { facets, catalogue } = revisionCalled(revision);
  const order = [...catalogue.requirements, ...catalogue.questions].map(({ id }) => id);
  return findingsIn(results, facets, order);
}

/** A failure with the made-up story in which it was seen, and where that is found again, where there is one. */
function failureInWords({
  message,
  violation: { story = [], replay } = { symptom: 'different' },
}: CheckResult): string {
  const again = replay === undefined ? [] : [`Again: exploration: { seed: ${replay.seed}, replay: '${replay.path}' }`];
  return [message, ...story, ...again].join('\n');
}
