import { type Attribution, type FaultRow, TOGETHER } from '../../report/kill-matrix.js';
import type { Fault } from '../../../fixtures/faults/fault.js';

/** A check that failed, and the requirement that it says is broken. */
export interface Failure {
  readonly check: string;
  readonly broken: string;
}

/**
 * Judges whether a fault was caught for what it is.
 *
 * @param unguarded - by requirement, why no check can tell that it is broken
 */
export function attributionOf(
  { breaks, alsoBreaks, unseen }: Pick<Fault, 'breaks' | 'alsoBreaks' | 'unseen'>,
  failures: readonly Failure[],
  unguarded: Readonly<Partial<Record<string, string>>> = {},
): Attribution {
  const mayBeMissed = unseen !== undefined || breaks.every((id) => unguarded[id] !== undefined);
  if (failures.length === 0) return mayBeMissed ? 'unseen' : 'missed';
  // What has to be taken for a legitimate homeserver is judged wrongly by whatever fails on it.
  if (unseen !== undefined) return 'wrong';
  const own: readonly string[] = breaks;
  const namesIt = failures.some(({ broken }) => own.includes(broken));
  return namesIt && foreignIn({ breaks, alsoBreaks }, failures).length === 0 ? 'right' : 'wrong';
}

/** Whether a fault was caught by nothing but what it cannot help breaking as well. */
export function isToldByConsequence({ attribution, breaks, alsoBreaks, findings }: FaultRow, suite: string): boolean {
  if (attribution[suite] !== 'wrong') return false;
  const found = suite === TOGETHER ? Object.values(findings) : [findings[suite]];
  const failures = found.flatMap((one) => one?.failures ?? []);
  return foreignIn({ breaks, alsoBreaks }, failures).length === 0;
}

/** The failures that name a requirement which the fault is not known to break. */
export function foreignIn<F extends Failure>(
  { breaks, alsoBreaks }: { readonly breaks: readonly string[]; readonly alsoBreaks: readonly string[] },
  failures: readonly F[],
): F[] {
  const known: readonly string[] = [...breaks, ...alsoBreaks];
  return failures.filter(({ broken }) => !known.includes(broken));
}
