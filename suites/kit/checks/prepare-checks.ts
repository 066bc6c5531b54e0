import { RunBlocker } from '../connection/run-blocker.js';
import type { Target } from '../targets/stage.js';
import type { CheckResult } from './check-result.js';
import type { Exploration } from './exploration.js';
import type { Preflight, RevisionSuites } from './revision.js';
import { inTheBackground } from './in-the-background.js';
import { runCheck } from './run-check.js';
import { type SuiteCheck, selectChecks } from './selection.js';
import type { Sort } from './sort.js';
import { severityIn } from './severity.js';
import { Inconclusive } from './verdict.js';

/** How often a first look is taken at the most. */
const FIRST_LOOKS = 4;

/** What somebody wants of a run of a revision's checks. Everything may be left out. */
export interface ChecksWanted {
  /** Areas, requirement, question or check ids to run; all unless given. */
  readonly only?: readonly string[];
  /** Which sort of checks; both unless given. */
  readonly sort?: Sort;
  /** Parts of the dialect that are known already. */
  readonly dialect?: Readonly<Record<string, unknown>>;
  /** Open questions that are no longer open: the reading that the server has to follow, by the question's id. */
  readonly pins?: Readonly<Record<string, string>>;
  /** How checks that make up their own situations look for trouble. */
  readonly exploration?: Exploration;
  /** Whether results are to tell when what happened. */
  readonly courses?: boolean;
  /** Whether results are to tell what happened where there is nothing to explain, too. */
  readonly evidence?: 'telling' | 'all';
}

/** The checks of one revision, ready to be run against one target. */
export interface PreparedChecks {
  readonly revision: RevisionSuites;
  readonly preflight: Preflight;
  /** The checks to run; none when the target does not implement the revision. */
  readonly checks: readonly SuiteCheck[];
  run(check: SuiteCheck): Promise<CheckResult>;
}

/**
 * Takes a first look at a target and makes the checks of a revision ready for it: the one way to run them, whichever tool
 * wants it. What the checks leave running is taken back when the target is closed.
 *
 * @throws RunBlocker, NotApplicable, Inconclusive, TransportFailure when the first look could not be taken
 */
export async function prepareChecks(
  target: Target,
  revision: RevisionSuites,
  { only = [], sort = 'both', dialect: known = {}, ...options }: ChecksWanted = {},
): Promise<PreparedChecks> {
  const preflight = await persistently(() => revision.preflight(target, known));
  if (!preflight.implemented) {
    const unprepared = (): Promise<never> => Promise.reject(new Error(preflight.reason));
    return { revision, preflight, checks: [], run: unprepared };
  }
  const { dialect, checks: judgeable, mostWaiting } = preflight;
  if (mostWaiting !== undefined) target.letsWait?.(mostWaiting);
  target.cleanUpWith?.((account, send, isToBeCleared, waiting) =>
    revision.cleanUp(account, send, dialect, isToBeCleared, waiting),
  );
  const checks = selectChecks(revision.suites, only, sort).filter(({ check }) => judgeable?.includes(check.id) ?? true);
  // Where the run is over before that is known, nobody has needed it.
  if (target.kind === 'url' && checks.some(isTimed) && revision.learnLateness !== undefined) {
    void inTheBackground(revision.learnLateness(target, dialect));
  }
  return {
    revision,
    preflight,
    checks,
    run: checkRunner(target, revision, dialect, options),
  };
}

/**
 * As {@link prepareChecks}, for tools that have no use for a target without the revision.
 *
 * @throws Error when the target does not implement it
 */
export async function requireChecks(
  target: Target,
  revision: RevisionSuites,
  wanted: ChecksWanted = {},
): Promise<PreparedChecks & { readonly dialect: unknown }> {
  const prepared = await prepareChecks(target, revision, wanted);
  const { preflight } = prepared;
  if (!preflight.implemented) throw new Error(`${revision.name} is not implemented: ${preflight.reason}`);
  return { ...prepared, dialect: preflight.dialect };
}

/**
 * Runs checks of a revision against a target whose dialect is known.
 *
 * @param dialect - how the target speaks the revision, as its preflight found out
 */
export function checkRunner(
  target: Target,
  { name, catalogue, onErrorBodies }: Pick<RevisionSuites, 'name' | 'catalogue' | 'onErrorBodies'>,
  dialect: unknown,
  options: Pick<ChecksWanted, 'pins' | 'exploration' | 'courses' | 'evidence'> = {},
): (check: SuiteCheck) => Promise<CheckResult> {
  const severityOf = severityIn(catalogue);
  return ({ suite, check }) =>
    runCheck(check, target, { revision: name, area: suite.area, dialect, severityOf, onErrorBodies, ...options });
}

/** Takes a first look again when something around the server failed: one lost answer is no reason to give up a run. */
async function persistently(look: () => Promise<Preflight>): Promise<Preflight> {
  for (let failures = 1; ; failures += 1) {
    try {
      return await look();
    } catch (error) {
      if (error instanceof RunBlocker || !(error instanceof Inconclusive) || failures >= FIRST_LOOKS) throw error;
    }
  }
}

/** Whether a check waits for something that is due. */
function isTimed({ check }: SuiteCheck): boolean {
  return (check.needs.wait ?? 0) > 0;
}
