import type { CheckReport } from '../document/check-schema.js';
import { isGood } from '../good-check.js';
import type { BaselineEntry } from './baseline.js';

/** What comes of holding a run against a baseline. */
export interface BaselineOutcome {
  /** The results, each expected failure with the entry that expects it. */
  readonly checks: readonly CheckReport[];
  /** The entries that no longer say the truth. */
  readonly stale: readonly StaleEntry[];
}

/** An entry that no longer says the truth. */
export interface StaleEntry {
  readonly id: string;
  readonly reason: string;
  readonly why: 'passes' | 'expired';
}

/**
 * Holds a run against the failures that were expected of it. An entry expects the failure of the check that it names, or
 * of every check that finds the requirement that it names to be broken.
 *
 * @param today - the day of the run, as YYYY-MM-DD
 * @param whole - whether all checks were to run: only then can it be said that a requirement is not broken any more
 */
export function applyBaseline(
  checks: readonly CheckReport[],
  entries: readonly BaselineEntry[],
  today: string,
  whole: boolean,
): BaselineOutcome {
  const annotated = checks.map((check) => {
    const entry = check.verdict === 'fail' ? entryFor(check, entries) : undefined;
    return entry === undefined ? check : { ...check, expected: entry };
  });
  const stale = entries.flatMap(({ id, reason, expires }): StaleEntry[] => {
    if (expires !== undefined && expires < today) return [{ id, reason, why: 'expired' }];
    return passes(id, checks, whole) ? [{ id, reason, why: 'passes' }] : [];
  });
  return { checks: annotated, stale };
}

/** The entry that expects a failure; the one that names the check itself goes first. */
function entryFor(check: CheckReport, entries: readonly BaselineEntry[]): BaselineEntry | undefined {
  return entries.find(({ id }) => id === check.id) ?? entries.find(({ id }) => id === check.broken);
}

/** Whether what an entry names is certain not to fail. What could not be told, or was not run, says nothing. */
function passes(id: string, checks: readonly CheckReport[], whole: boolean): boolean {
  const itself = checks.find((check) => check.id === id);
  if (itself !== undefined) return isGood(itself);
  if (!whole || checks.some(({ broken }) => broken === id)) return false;
  const verifying = checks.filter(({ requirements }) => requirements.includes(id));
  return (
    verifying.some((check) => isGood(check) && check.judged.includes(id)) &&
    verifying.every(({ verdict }) => verdict !== 'inconclusive')
  );
}
