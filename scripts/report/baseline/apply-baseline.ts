import type { CheckResult } from '../../../suites/kit/checks/check-result.js';
import type { CheckReport } from '../document/check-schema.js';
import { isGood } from '../good-check.js';
import type { BaselineEntry } from './baseline.js';
import { mayMean } from './entries-on.js';

/** An entry that no longer says the truth. */
export interface StaleEntry {
  readonly id: string;
  readonly revision?: string | undefined;
  readonly reason: string;
  readonly why: 'passes' | 'expired';
}

/** What a run says of one revision. */
export interface JudgedRevision {
  readonly name: string;
  readonly checks: readonly (Pick<CheckResult, 'id' | 'verdict' | 'requirements' | 'judged'> & {
    readonly broken?: string | undefined;
  })[];
}

/**
 * The checks of one revision, each expected failure with the entry that expects it: that of the check itself, or else that of
 * the requirement which it finds broken.
 *
 * @param entries - those that are about the revision
 */
export function expectFailures(checks: readonly CheckReport[], entries: readonly BaselineEntry[]): CheckReport[] {
  return checks.map((check) => {
    if (check.verdict !== 'fail') return check;
    const expected = entryFor(check, entries);
    return expected === undefined ? check : { ...check, expected };
  });
}

/** The entry, of those about its revision, that expects the failure of a check. */
export function entryFor(
  check: Pick<CheckReport, 'id' | 'broken'>,
  entries: readonly BaselineEntry[],
): BaselineEntry | undefined {
  return entries.find(({ id }) => id === check.id) ?? entries.find(({ id }) => id === check.broken);
}

/**
 * The entries that no longer say the truth. Since revisions share some ids, an entry that names no revision is out of date only
 * when what it names passes in every revision that has it: one that the run has not judged may still fail as the entry says.
 *
 * @param revisions - those that the run has judged
 * @param today - the day of the run, as YYYY-MM-DD
 * @param whole - whether all checks were to run: only then can it be said that a requirement is not broken any more
 * @param having - the names of all revisions that have an id, judged or not
 */
export function staleEntries(
  entries: readonly BaselineEntry[],
  revisions: readonly JudgedRevision[],
  today: string,
  whole: boolean,
  having: (id: string) => readonly string[],
): StaleEntry[] {
  return entries.flatMap((entry): StaleEntry[] => {
    const { id, revision, reason, expires } = entry;
    const stale = { id, ...(revision === undefined ? {} : { revision }), reason };
    if (expires !== undefined && expires < today) return [{ ...stale, why: 'expired' }];
    const meant = having(id).filter((name) => mayMean(entry, name));
    const passesIn = (name: string): boolean =>
      revisions.some((each) => each.name === name && passes(id, each.checks, whole));
    const isStale = meant.length > 0 && meant.every(passesIn);
    return isStale ? [{ ...stale, why: 'passes' }] : [];
  });
}

/** Whether what an entry names is certain not to fail. What could not be told, or was not run, says nothing. */
function passes(id: string, checks: JudgedRevision['checks'], whole: boolean): boolean {
  const itself = checks.find((check) => check.id === id);
  if (itself !== undefined) return isGood(itself);
  if (!whole || checks.some(({ broken }) => broken === id)) return false;
  const verifying = checks.filter(({ requirements }) => requirements.includes(id));
  return (
    verifying.some((check) => isGood(check) && check.judged.includes(id)) &&
    verifying.every(({ verdict }) => verdict !== 'inconclusive')
  );
}
