import { isDeepStrictEqual } from 'node:util';

import type { CheckResult } from '../../../suites/kit/checks/check-result.js';
import { type EmbeddedOptions, embeddedTarget } from '../../../suites/kit/targets/embedded-target.js';
import { requireChecks } from '../../../suites/kit/checks/prepare-checks.js';
import type { SuiteCheck } from '../../../suites/kit/checks/selection.js';
import { futuresSuites } from '../../../suites/futures/index.js';
import type { Findings, JudgingSuite, Selection } from './judging-suite.js';

/**
 * Judges an embedded homeserver by a suite, in virtual time.
 *
 * @param selection - what of it is worth running; everything unless given
 */
export async function judgeByChecks(
  homeserver: EmbeddedOptions,
  { has }: JudgingSuite,
  selection: Selection | undefined,
): Promise<Findings> {
  const prepared = await requireChecks(embeddedTarget(homeserver), futuresSuites);
  const results: CheckResult[] = [];
  for (const check of worthRunning(prepared, selection)) {
    if (has(check.check)) results.push(await prepared.run(check));
  }
  return findingsIn(results);
}

function worthRunning(
  { checks, dialect }: Awaited<ReturnType<typeof requireChecks>>,
  selection: Selection | undefined,
): readonly SuiteCheck[] {
  if (selection === undefined || !isDeepStrictEqual(dialect, selection.dialect)) return checks;
  const ids = new Set(selection.checks);
  return checks.filter(({ check }) => ids.has(check.id));
}

/** What the results of checks say, as far as it counts against the homeserver or against the checks. */
export function findingsIn(results: readonly CheckResult[]): Findings {
  return {
    ran: results.length,
    failures: results.flatMap(({ id, verdict, broken, message }) =>
      verdict === 'fail' ? [{ check: id, broken: broken ?? '', message }] : [],
    ),
    inconclusive: results.flatMap(({ id, verdict, message }) =>
      verdict === 'inconclusive' ? [{ check: id, message }] : [],
    ),
  };
}
