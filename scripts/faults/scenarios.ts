import { catalogueOf } from '../../fixtures/requirements/catalogue.js';
import type { CheckResult } from '../../suites/kit/check-result.js';
import { runCheck } from '../../suites/kit/run-check.js';
import { type SuiteCheck, selectChecks } from '../../suites/kit/selection.js';
import { severityIn } from '../../suites/kit/severity.js';
import type { Target } from '../../suites/kit/stage.js';
import { futuresSuites } from '../../suites/futures/index.js';

/** The scenario suites, ready to be run against one target. */
export interface Scenarios {
  /** How the target speaks the revision, as the preflight found out. */
  readonly dialect: unknown;
  readonly checks: readonly SuiteCheck[];
  run(check: SuiteCheck): Promise<CheckResult>;
}

/**
 * Takes a first look at a target and makes the scenario suites ready for it.
 *
 * @param only - areas, checks or requirements; none means everything
 * @throws Error when the target does not have the revision at all
 */
export async function prepareScenarios(target: Target, only: readonly string[] = []): Promise<Scenarios> {
  const preflight = await futuresSuites.preflight(target, {});
  if (!preflight.implemented) throw new Error(preflight.reason);
  const severityOf = severityIn(catalogueOf('futures'));
  const { dialect } = preflight;
  return {
    dialect,
    checks: selectChecks(futuresSuites.suites, only),
    run: ({ suite, check }) => runCheck(check, target, { revision: 'futures', area: suite.area, dialect, severityOf }),
  };
}
