import type { RunPlan } from '../../suites/kit/targets/run-plan.js';
import { checksFor } from '../../suites/prepare-run.js';
import { revisionCalled } from '../../suites/revisions.js';

/** The checks that a plan would run, each with what it verifies. */
export function listChecks(plan: RunPlan): string {
  return checksFor(plan, revisionCalled(plan.revision))
    .map(({ check }) => `${check.id}  ${check.requirements.join(' ')}\n    ${check.title}\n`)
    .join('');
}
