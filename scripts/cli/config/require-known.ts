import { type RevisionWishes, candidatesOf, unknownIn } from '../../../suites/choose-revisions.js';
import { closeMatch } from '../../catalogue/close-match.js';
import { UsageError } from '../usage-error.js';

/**
 * Makes sure that there are checks for every name that a run is to be limited to.
 *
 * @param origin - where they were given
 * @throws UsageError when there are none for one
 */
export function requireKnown(wishes: Pick<RevisionWishes, 'revisions' | 'only'>, origin: string): void {
  const [unknown] = unknownIn(wishes);
  if (unknown === undefined) return;
  const suites = candidatesOf({ revisions: wishes.revisions, only: [], pins: {}, dialect: {} }).flatMap(
    (revision) => revision.suites,
  );
  const names = suites.flatMap(({ area, checks }) => [
    area,
    ...checks.flatMap(({ id, requirements }) => [id, ...requirements]),
  ]);
  const meant = closeMatch(unknown, names);
  throw new UsageError(
    `${origin} ${unknown}: there is no such area, requirement or check${meant === undefined ? '.' : `; did you mean ${meant}?`} ` +
      `\`futures-conformance run --list\` prints them.`,
  );
}
