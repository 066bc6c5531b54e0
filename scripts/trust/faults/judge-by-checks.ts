import { isDeepStrictEqual } from 'node:util';

import type { CheckResult } from '../../../suites/kit/checks/check-result.js';
import { type PreparedChecks, prepareChecks } from '../../../suites/kit/checks/prepare-checks.js';
import type { RevisionSuites } from '../../../suites/kit/checks/revision.js';
import type { SuiteCheck } from '../../../suites/kit/checks/selection.js';
import type { Target } from '../../../suites/kit/targets/stage.js';
import type { Findings, JudgingSuite, Selection } from './judging-suite.js';

/**
 * Judges a homeserver by a part of a revision's checks, one after the other.
 *
 * @param selection - what of it is worth running; everything unless given
 */
export async function judgeByChecks(
  target: Target,
  revision: RevisionSuites,
  { has }: JudgingSuite,
  selection: Selection | undefined,
): Promise<Findings> {
  const prepared = await prepareChecks(target, revision);
  if (!prepared.preflight.implemented) return unrecognised(prepared.preflight.reason);
  const results: CheckResult[] = [];
  for (const check of worthRunning(prepared, selection)) {
    if (has(check.check)) results.push(await prepared.run(check));
  }
  return findingsIn(results);
}

function worthRunning({ checks, preflight }: PreparedChecks, selection: Selection | undefined): readonly SuiteCheck[] {
  const dialect = preflight.implemented ? preflight.dialect : undefined;
  if (selection === undefined || !isDeepStrictEqual(dialect, selection.dialect)) return checks;
  const ids = new Set(selection.checks);
  return checks.filter(({ check }) => ids.has(check.id));
}

/** A homeserver on which no check can be run, since it is not seen to speak the revision. */
function unrecognised(message: string): Findings {
  return { ran: 0, failures: [], warnings: [], inconclusive: [{ check: 'first look', message }] };
}

/** What the results of checks say, as far as it counts against the homeserver or against the checks. */
export function findingsIn(results: readonly CheckResult[]): Findings {
  return {
    ran: results.length,
    failures: results.flatMap(({ id, verdict, broken, message }) =>
      verdict === 'fail' ? [{ check: id, broken: broken ?? '', message }] : [],
    ),
    warnings: results.flatMap(({ id, warnings }) =>
      warnings.map(({ requirement, message }) => ({ check: id, broken: requirement, message })),
    ),
    inconclusive: results.flatMap(({ id, verdict, message }) =>
      verdict === 'inconclusive' ? [{ check: id, message }] : [],
    ),
  };
}
