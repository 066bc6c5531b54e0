import { isDeepStrictEqual } from 'node:util';

import { catalogueOf } from '../../../fixtures/requirements/catalogue.js';
import type { CheckResult } from '../../../suites/kit/checks/check-result.js';
import { type EmbeddedOptions, embeddedTarget } from '../../../suites/kit/targets/embedded-target.js';
import { runCheck } from '../../../suites/kit/checks/run-check.js';
import { type SuiteCheck, selectChecks } from '../../../suites/kit/checks/selection.js';
import { severityIn } from '../../../suites/kit/checks/severity.js';
import type { Target } from '../../../suites/kit/targets/stage.js';
import { futuresSuites } from '../../../suites/futures/index.js';
import type { Findings, JudgingSuite, Selection } from './judging-suite.js';

/** All checks, ready to be run against one target. */
export interface PreparedChecks {
  /** How the target speaks the revision, as the preflight found out. */
  readonly dialect: unknown;
  readonly checks: readonly SuiteCheck[];
  run(check: SuiteCheck): Promise<CheckResult>;
}

/**
 * Takes a first look at a target and makes all checks ready for it.
 *
 * @throws Error when the target does not have the revision at all
 */
export async function prepareChecks(target: Target): Promise<PreparedChecks> {
  const preflight = await futuresSuites.preflight(target, {});
  if (!preflight.implemented) throw new Error(preflight.reason);
  const severityOf = severityIn(catalogueOf('futures'));
  const { dialect } = preflight;
  return {
    dialect,
    checks: selectChecks(futuresSuites.suites, []),
    run: ({ suite, check }) => runCheck(check, target, { revision: 'futures', area: suite.area, dialect, severityOf }),
  };
}

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
  const prepared = await prepareChecks(embeddedTarget(homeserver));
  const results: CheckResult[] = [];
  for (const check of worthRunning(prepared, selection)) {
    if (has(check.check)) results.push(await prepared.run(check));
  }
  return findingsIn(results);
}

function worthRunning({ checks, dialect }: PreparedChecks, selection: Selection | undefined): readonly SuiteCheck[] {
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
