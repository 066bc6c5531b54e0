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
    const expected = entries.find(({ id }) => id === check.id) ?? entries.find(({ id }) => id === check.broken);
    return expected === undefined ? check : { ...check, expected };
  });
}

/**
 * The entries that no longer say the truth. Since revisions share some ids, an entry that names no revision is out of date only
 * when what it names passes in all that the run has judged.
 *
 * @param today - the day of the run, as YYYY-MM-DD
 * @param whole - whether all checks were to run: only then can it be said that a requirement is not broken any more
 */
export function staleEntries(
  entries: readonly BaselineEntry[],
  revisions: readonly JudgedRevision[],
  today: string,
  whole: boolean,
): StaleEntry[] {
  return entries.flatMap((entry): StaleEntry[] => {
    const { id, revision, reason, expires } = entry;
    const stale = { id, ...(revision === undefined ? {} : { revision }), reason };
    if (expires !== undefined && expires < today) return [{ ...stale, why: 'expired' }];
    const looked = revisions.filter((each) => mayMean(entry, each.name) && looksAt(id, each));
    const isStale = looked.length > 0 && looked.every(({ checks }) => passes(id, checks, whole));
    return isStale ? [{ ...stale, why: 'passes' }] : [];
  });
}

function looksAt(id: string, { checks }: JudgedRevision): boolean {
  return checks.some((check) => check.id === id || check.broken === id || check.requirements.includes(id));
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
