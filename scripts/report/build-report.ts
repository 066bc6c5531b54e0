import { type RevisionName, catalogueOf } from '../../fixtures/requirements/catalogue.js';
import type { CheckResult } from '../../suites/kit/check-result.js';
import { VERDICTS } from '../../suites/kit/verdict.js';
import { conclude } from './conclusion.js';
import { REPORT_VERSION, type Report, reportSchema } from './report.js';
import { requirementVerdicts } from './requirement-verdicts.js';
import { toolVersion } from './tool-version.js';

/** What a run has brought to light, before it is put in order. */
export interface RunFacts {
  readonly revision: RevisionName;
  readonly target: string;
  readonly dialect: readonly string[];
  readonly only: readonly string[];
  readonly startedAt: Date;
  readonly durationMs: number;
  readonly results: readonly CheckResult[];
}

/** Makes the one document of a run: the checks in the catalogue's order, and what follows from them. */
export function buildReport(facts: RunFacts): Report {
  const catalogue = catalogueOf(facts.revision);
  const areas = catalogue.areas.map((area) => area.name);
  // Within an area the order of the ids keeps two reports comparable, whatever order the checks ended in.
  const checks = facts.results.toSorted(
    (a, b) => areas.indexOf(a.area) - areas.indexOf(b.area) || a.id.localeCompare(b.id, 'en'),
  );
  const report = {
    version: REPORT_VERSION,
    tool: toolVersion(),
    startedAt: facts.startedAt.toISOString(),
    durationMs: facts.durationMs,
    revision: facts.revision,
    target: facts.target,
    dialect: facts.dialect,
    only: facts.only,
    ...conclude(checks as Report['checks']),
    totals: Object.fromEntries(VERDICTS.map((name) => [name, checks.filter(({ verdict }) => verdict === name).length])),
    checks,
    requirements: requirementVerdicts(catalogue, checks as Report['checks']),
    observations: checks.flatMap(({ observations }) => observations),
  };
  return reportSchema.parse(report);
}
