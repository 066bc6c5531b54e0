import type { Catalogue } from '../../fixtures/requirements/catalogue.js';
import { sourceInWords } from '../catalogue/source-in-words.js';
import type { CheckReport } from './document/check-schema.js';
import { isGood } from './good-check.js';
import type { RequirementReport } from './document/revision-schema.js';

/**
 * What a run says of each requirement: broken when any check found it broken; kept when every check on it
 * that applies has judged it and passed; else inconclusive or not applicable, as those checks were.
 *
 * @param checks - the results of the run; requirements that none of them names are left out
 */
export function requirementVerdicts(catalogue: Catalogue, checks: readonly CheckReport[]): RequirementReport[] {
  return catalogue.requirements.flatMap(({ id, kind, area, wording, sources }) => {
    const verifying = checks.filter((check) => check.requirements.includes(id));
    const broken = checks.some((check) => check.broken === id);
    if (verifying.length === 0 && !broken) return [];
    const verdict = broken ? 'fail' : verdictOf(id, verifying);
    const source = sources.map(sourceInWords).join('; ');
    return [{ id, kind, area, wording, source, verdict, checks: verifying.map((check) => check.id) }];
  });
}

function verdictOf(id: string, verifying: readonly CheckReport[]): RequirementReport['verdict'] {
  const judged = (check: CheckReport): boolean => isGood(check) && check.judged.includes(id);
  const applicable = verifying.filter((check) => check.verdict !== 'not-applicable');
  if (applicable.length === 0) return 'not-applicable';
  // One check may fail on another requirement before it comes to this one; the others on it then speak for it.
  const silent = applicable.filter((check) => check.verdict === 'fail');
  const told = applicable.filter((check) => !silent.includes(check));
  return told.length > 0 && told.every(judged) ? 'pass' : 'inconclusive';
}
