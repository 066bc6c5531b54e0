import type { RunPlan } from '../../suites/kit/targets/run-plan.js';
import { checksFor } from '../../suites/prepare-run.js';
import { candidatesOf } from '../../suites/choose-revisions.js';

/** The checks that a plan may run, each with what it verifies, revision by revision where there are several. */
export function listChecks(plan: RunPlan): string {
  const revisions = candidatesOf(plan);
  return revisions
    .flatMap((revision) => [
      ...(revisions.length > 1 ? [`${revision.name}\n`] : []),
      ...checksFor(plan, revision).map(
        ({ check }) => `${check.id}  ${check.requirements.join(' ')}\n    ${check.title}\n`,
      ),
    ])
    .join('');
}
