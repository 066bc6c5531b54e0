import type { RunPlan } from '../../suites/kit/run-plan.js';
import { selectChecks } from '../../suites/kit/selection.js';
import { revisions } from '../../suites/revisions.js';

/** The checks that a plan would run, each with what it verifies. */
export function listChecks({ revision, only }: RunPlan): string {
  return selectChecks(revisions[revision]?.suites ?? [], only)
    .map(({ check }) => `${check.id}  ${check.requirements.join(' ')}\n    ${check.title}\n`)
    .join('');
}
