import type { RequirementReport } from '../document/revision-schema.js';

/** How many requirements came to what. */
export interface RequirementCounts {
  readonly kept: number;
  readonly broken: number;
  /** Those that could not be told, and those that did not apply. */
  readonly unjudged: number;
}

/** Counts requirements by what a run says of them. */
export function requirementCounts(requirements: readonly RequirementReport[]): RequirementCounts {
  const [kept, broken] = (['pass', 'fail'] as const).map(
    (verdict) => requirements.filter((requirement) => requirement.verdict === verdict).length,
  );
  return { kept: kept ?? 0, broken: broken ?? 0, unjudged: requirements.length - (kept ?? 0) - (broken ?? 0) };
}
