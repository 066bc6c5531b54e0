import type { Fault } from '../../../fixtures/faults/fault.js';

/** A check that failed, and the requirement that it says is broken. */
export interface Failure {
  readonly check: string;
  readonly broken: string;
}

/**
 * What the failures on a faulty homeserver say of the fault: `right` when it was caught for what it breaks and for
 * nothing that it does not break, `wrong` when it was caught otherwise, `missed` when it was not caught, and `unseen` when
 * that is as it should be, since nobody could tell that anything is broken.
 */
export const ATTRIBUTIONS = ['right', 'wrong', 'missed', 'unseen'] as const;

export type Attribution = (typeof ATTRIBUTIONS)[number];

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

/** The failures that name a requirement which the fault is not known to break. */
export function foreignIn<F extends Failure>(
  { breaks, alsoBreaks }: Pick<Fault, 'breaks' | 'alsoBreaks'>,
  failures: readonly F[],
): F[] {
  const known: readonly string[] = [...breaks, ...alsoBreaks];
  return failures.filter(({ broken }) => !known.includes(broken));
}
