import { type RevisionName, catalogueOf } from '../fixtures/requirements/catalogue.js';
import type { CheckResult } from './kit/checks/check-result.js';
import { embeddedTarget } from './kit/targets/embedded-target.js';
import { Obstacle } from './kit/connection/obstacle.js';
import type { Preflight, RevisionSuites } from './kit/checks/revision.js';
import { runCheck } from './kit/checks/run-check.js';
import { type RunEnding, endRun } from './kit/targets/run-ending.js';
import type { RunPlan } from './kit/targets/run-plan.js';
import { type SuiteCheck, selectChecks, unknownNames, usualSort } from './kit/checks/selection.js';
import { severityIn } from './kit/checks/severity.js';
import type { Target } from './kit/targets/stage.js';
import type { Settings } from './kit/targets/settings.js';
import { urlTarget } from './kit/targets/url-target.js';
import { Inconclusive } from './kit/checks/verdict.js';
import { revisions } from './revisions.js';

/** How often a first look is taken at the most. */
const FIRST_LOOKS = 4;

/** A run of the suites, ready to go. */
export interface PreparedRun {
  readonly revision: RevisionName;
  readonly target: Target;
  readonly preflight: Preflight;
  /** The checks to run; none when the target does not implement the revision. */
  readonly checks: readonly SuiteCheck[];
  run(check: SuiteCheck): Promise<CheckResult>;
  /** Cleans up on the target. */
  close(): Promise<RunEnding>;
}

/**
 * Opens the target, takes a first look at it, and chooses the checks.
 *
 * @param stop - aborted, with an error as its reason, when a person stops the run
 * @throws Obstacle, NotApplicable, Inconclusive, TransportFailure when the target cannot be used at all
 */
export async function prepareRun(plan: RunPlan, stop?: AbortSignal): Promise<PreparedRun> {
  const revision = revisionCalled(plan.revision);
  const unknown = unknownNames(revision.suites, plan.only);
  if (unknown.length > 0) throw new Error(`there is no area, requirement or check called ${unknown.join(', ')}`);
  let dialect: unknown;
  const target =
    plan.target === 'embedded'
      ? { ...embeddedTarget(plan.embedded), ...(stop === undefined ? {} : { ended: stop }) }
      : urlTarget(plan.target, {
          settings: settingsFrom(plan),
          accounts: plan.accounts,
          headers: plan.headers,
          keep: plan.keep,
          ...(stop === undefined ? {} : { stop }),
          ...(plan.restartCommand === undefined ? {} : { restartCommand: plan.restartCommand }),
          ...(plan.ca === undefined ? {} : { ca: plan.ca }),
          ...(plan.concurrency === undefined ? {} : { concurrency: plan.concurrency }),
          cancelAll: async (account, send) => {
            if (dialect !== undefined) await revision.cleanUp(account, send, dialect);
          },
        });
  try {
    await target.reach?.();
    const preflight = await persistently(() => revision.preflight(target, plan.dialect));
    if (preflight.implemented) dialect = preflight.dialect;
    const severityOf = severityIn(catalogueOf(plan.revision));
    return {
      revision: plan.revision,
      target,
      preflight,
      checks: preflight.implemented ? checksFor(plan, revision) : [],
      run: ({ suite, check }) =>
        runCheck(check, target, {
          revision: plan.revision,
          area: suite.area,
          dialect,
          severityOf,
          pins: plan.pins,
          exploration: plan.exploration,
        }),
      close: () => endRun(target),
    };
  } catch (error) {
    await target.close();
    throw error;
  }
}

/** The checks that a plan asks for. */
export function checksFor({ only, target, sort }: RunPlan, { suites }: Pick<RevisionSuites, 'suites'>): SuiteCheck[] {
  return selectChecks(suites, only, sort ?? usualSort(target, only));
}

/** Takes a first look again when something around the server failed: one lost answer is no reason to give up a run. */
async function persistently(look: () => Promise<Preflight>): Promise<Preflight> {
  for (let failures = 1; ; failures += 1) {
    try {
      return await look();
    } catch (error) {
      if (error instanceof Obstacle || !(error instanceof Inconclusive) || failures >= FIRST_LOOKS) throw error;
    }
  }
}

/** What a person has set; the rest stays as it is for the target. */
function settingsFrom({ maxWait, silence, pinnedLateness }: RunPlan): Partial<Settings> {
  return {
    ...(maxWait === undefined ? {} : { maxWait }),
    ...(silence === undefined ? {} : { silence }),
    ...(pinnedLateness === undefined ? {} : { pinnedLateness }),
  };
}

function revisionCalled(name: string): RevisionSuites {
  const revision = revisions[name];
  if (revision === undefined) throw new Error(`there are no suites for a revision called ${name}`);
  return revision;
}
