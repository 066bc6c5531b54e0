import type { RevisionSuites } from './kit/checks/revision.js';
import { delayedEventsSuites } from './delayed-events/index.js';
import { futuresSuites } from './futures/index.js';

/** The revisions that there are suites for, the oldest first. A revision moves in here. */
export const registeredRevisions = [futuresSuites, delayedEventsSuites] as const satisfies readonly RevisionSuites[];

/** The same, for whoever does not care which they are. */
export const allRevisions: readonly RevisionSuites[] = registeredRevisions;

/** The revision that is meant where one has to be meant and none is named. */
export const DEFAULT_REVISION = futuresSuites.name;

/**
 * The suites of a revision.
 *
 * @throws RangeError when there are none
 */
export function revisionCalled(name: string): RevisionSuites {
  const revision = allRevisions.find((registered) => registered.name === name);
  if (revision === undefined) throw new RangeError(`there are no suites for a revision called ${name}`);
  return revision;
}
