import type { Happening } from './happening.js';
import type { PlannedPause } from './plan.js';

/** The kinds of things that are done in the sequences of every revision, as the table of pairs has them. */
export const COMMON_KINDS = ['set-state', 'go', 'return', 'power', 'pass'] as const;

export type CommonKind = (typeof COMMON_KINDS)[number];

/** Which of those kinds something is that is planned. */
export function commonKindOf({ do: what }: Happening | PlannedPause): CommonKind {
  switch (what) {
    case 'leave':
    case 'kick':
    case 'ban':
      return 'go';
    case 'rejoin':
      return 'return';
    case 'forbid':
    case 'permit':
      return 'power';
    case 'set-state':
    case 'pass':
      return what;
  }
}

/** A transition of a model in one line, by what tells it from others: what happened several times at once is told once. */
export function transitionOf(...parts: readonly (string | readonly string[])[]): string {
  return parts.map((part) => (typeof part === 'string' ? part : [...new Set(part)].toSorted().join(', '))).join(' | ');
}

/** The requirements among the reasons that something had, open questions left out. */
export function requirementsAmong(reasons: readonly (string | undefined)[]): string[] {
  return reasons.flatMap((why = '') => (why === '' || why.startsWith('Q-') ? [] : [why]));
}
