import type { CheckResult } from './kit/checks/check-result.js';
import { type EmbeddedOptions, embeddedTarget } from './kit/targets/embedded-target.js';
import { prepareChecks } from './kit/checks/prepare-checks.js';
import type { Preflight, RevisionSuites } from './kit/checks/revision.js';
import { type RunEnding, endRun } from './kit/targets/run-ending.js';
import type { RunPlan } from './kit/targets/run-plan.js';
import { type SuiteCheck, selectChecks, unknownNames, usualSort } from './kit/checks/selection.js';
import type { Target } from './kit/targets/stage.js';
import type { Settings } from './kit/targets/settings.js';
import { urlTarget } from './kit/targets/url-target.js';
import { revisionCalled } from './revisions.js';

/** A run of the suites, ready to go. */
export interface PreparedRun {
  readonly revision: RevisionSuites;
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
  const target = targetOf(plan, revision, stop);
  try {
    await target.reach?.();
    const { only, dialect, pins, exploration } = plan;
    const prepared = await prepareChecks(target, revision, { only, sort: sortOf(plan), dialect, pins, exploration });
    return { ...prepared, target, close: () => endRun(target) };
  } catch (error) {
    await target.close();
    throw error;
  }
}

/** The checks that a plan asks for. */
export function checksFor(plan: RunPlan, { suites }: Pick<RevisionSuites, 'suites'>): SuiteCheck[] {
  return selectChecks(suites, plan.only, sortOf(plan));
}

function sortOf({ sort, target, only }: RunPlan): ReturnType<typeof usualSort> {
  return sort ?? usualSort(target, only);
}

function targetOf(plan: RunPlan, revision: RevisionSuites, stop: AbortSignal | undefined): Target {
  if (plan.target === 'embedded') {
    // What a plan says of the embedded server is judged by the server itself.
    const options = { revisions: [revision.name], ...plan.embedded } as EmbeddedOptions;
    return { ...embeddedTarget(options), ...(stop === undefined ? {} : { ended: stop }) };
  }
  return urlTarget(plan.target, {
    settings: settingsFrom(plan),
    accounts: plan.accounts,
    headers: plan.headers,
    keep: plan.keep,
    ...(stop === undefined ? {} : { stop }),
    ...(plan.restartCommand === undefined ? {} : { restartCommand: plan.restartCommand }),
    ...(plan.ca === undefined ? {} : { ca: plan.ca }),
    ...(plan.concurrency === undefined ? {} : { concurrency: plan.concurrency }),
  });
}

/** What a person has set; the rest stays as it is for the target. */
function settingsFrom({ maxWait, silence, pinnedLateness }: RunPlan): Partial<Settings> {
  return {
    ...(maxWait === undefined ? {} : { maxWait }),
    ...(silence === undefined ? {} : { silence }),
    ...(pinnedLateness === undefined ? {} : { pinnedLateness }),
  };
}
