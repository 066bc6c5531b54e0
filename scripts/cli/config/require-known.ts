import { unknownNames } from '../../../suites/kit/checks/selection.js';
import { revisionCalled } from '../../../suites/revisions.js';
import { closeMatch } from '../../catalogue/close-match.js';
import { UsageError } from '../usage-error.js';

/**
 * Makes sure that there are checks for every name that a run is to be limited to.
 *
 * @param only - the names
 * @param origin - where they were given
 */
export function requireKnown(revision: string, only: readonly string[], origin: string): void {
  const { suites } = revisionCalled(revision);
  const [unknown] = unknownNames(suites, only);
  if (unknown === undefined) return;
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
