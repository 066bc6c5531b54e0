import { type RevisionWishes, candidatesOf } from '../../../suites/choose-revisions.js';
import { UsageError } from '../usage-error.js';

/** Where each of the wishes was given. */
export type Origins = Readonly<Record<keyof RevisionWishes, string>>;

/** What is wished for, in the order in which it chooses. */
const CHOOSING = ['revisions', 'only', 'pins', 'dialect'] as const;

/** No wishes: every revision is a candidate. */
const NONE: RevisionWishes = { revisions: undefined, only: [], pins: {}, dialect: {} };

/**
 * Makes sure that there is a revision that a run can be about, by all that is set. Ids that are named choose their
 * revision.
 *
 * @throws UsageError when there is none left: it says which setting was one too many
 */
export function requireCandidates(wishes: RevisionWishes, origins: Origins): void {
  let before = candidatesOf(NONE);
  for (const [index, wish] of CHOOSING.entries()) {
    const open = Object.fromEntries(CHOOSING.slice(index + 1).map((later) => [later, NONE[later]]));
    const candidates = candidatesOf({ ...wishes, ...open });
    if (candidates.length === 0) {
      const [judged, what] = [before.map(({ name }) => name).join(' and '), named(wish, wishes)];
      const mend = wish === 'revisions' ? `there are suites for ${judged}` : `${judged} has nothing of the kind`;
      throw new UsageError(`${origins[wish]}${what}: ${mend}.`);
    }
    before = candidates;
  }
}

/** What was named by a wish, as it stands behind its origin. */
function named(wish: keyof RevisionWishes, { revisions = [], only, pins }: RevisionWishes): string {
  const names = { revisions, only, pins: Object.keys(pins), dialect: [] }[wish];
  return names.length === 0 ? '' : ` ${names.join(', ')}`;
}
