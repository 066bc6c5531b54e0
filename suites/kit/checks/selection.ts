import type { Check, Suite } from './check.js';
import type { Sort } from './sort.js';
import { nameOfResult } from './check-result.js';

/** A check together with the suite it stands in. */
export interface SuiteCheck {
  readonly suite: Suite;
  readonly check: Check;
}

/**
 * The checks of some suites that were asked for, those with the longest waits first, since all waits run side by side.
 *
 * @param only - areas, check ids, or ids of requirements and open questions; none means all checks
 */
export function selectChecks(suites: readonly Suite[], only: readonly string[], sort: Sort = 'both'): SuiteCheck[] {
  return mostUrgentFirst(
    suites
      .flatMap((suite) => suite.checks.map((check) => ({ suite, check })))
      .filter(({ suite, check }) => only.length === 0 || only.some((wanted) => answersTo(wanted, suite, check)))
      .filter(({ check }) => isOfSort(check, sort)),
  );
}

/**
 * Checks in the order in which they want to begin.
 *
 * @param first - the ids of those that take longest, whatever they wait
 */
export function mostUrgentFirst(checks: readonly SuiteCheck[], first: readonly string[] = []): SuiteCheck[] {
  const isFirst = ({ check }: SuiteCheck): number => Number(first.includes(check.id));
  return checks.toSorted((a, b) => isFirst(b) - isFirst(a) || urgency(b.check) - urgency(a.check));
}

/** What a check is called where those of several revisions meet. */
export function nameOf({ suite, check }: SuiteCheck): string {
  return nameOfResult({ revision: suite.revision, id: check.id });
}

/** Whether a check is a scenario, or a property, as asked. */
export function isOfSort({ needs }: Check, sort: Sort): boolean {
  return sort === 'both' || (needs.byChance === true) === (sort === 'properties');
}

/**
 * The sort of checks that a run takes unless somebody says so. On a server of somebody else's what makes up its stories
 * by chance is run only where it is asked for: it takes its time there.
 */
export function usualSort(target: string, only: readonly string[]): Sort {
  return target === 'embedded' || only.length > 0 ? 'both' : 'scenarios';
}

/** What the shortest silence is worth beside other waits, in beats. */
const SILENCE_BEATS = 2;

/** How early a check has to begin: the longer it waits, the earlier; what is alone comes when all others are over. */
function urgency(check: Check): number {
  const { restart, wait, silence } = check.needs;
  if (restart === true) return -2;
  return runsAlone(check) ? -1 : (wait ?? (silence === true ? SILENCE_BEATS : 0));
}

/** Whether nothing else may go on while a check runs: it says so, or it restarts the server. */
export function runsAlone({ needs }: Check): boolean {
  return needs.alone === true || needs.restart === true;
}

/** The names asked for that no check answers to. */
export function unknownNames(suites: readonly Suite[], only: readonly string[]): string[] {
  const all = selectChecks(suites, []);
  return only.filter((wanted) => !all.some(({ suite, check }) => answersTo(wanted, suite, check)));
}

function answersTo(wanted: string, suite: Suite, check: Check): boolean {
  return wanted === suite.area || wanted === check.id || check.requirements.includes(wanted.toUpperCase());
}
