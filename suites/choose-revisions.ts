import type { RevisionSuites } from './kit/checks/revision.js';
import { selectChecks, unknownNames } from './kit/checks/selection.js';
import type { RunPlan } from './kit/targets/run-plan.js';
import { isPinnable } from './pins.js';
import { allRevisions } from './revisions.js';

/** What of a plan tells which revisions it is about. */
export type RevisionWishes = Pick<RunPlan, 'revisions' | 'only' | 'pins' | 'dialect'>;

/**
 * The revisions that a run may be about: those that it names, or else all; and of these the ones that know any of the
 * ids it is limited to, any of the questions it pins, and any of the dialect settings it makes.
 *
 * @param among - the revisions that there are suites for
 */
export function candidatesOf(
  { revisions, only, pins, dialect }: RevisionWishes,
  among: readonly RevisionSuites[] = allRevisions,
): readonly RevisionSuites[] {
  const pinned = Object.entries(pins);
  const settings = Object.keys(dialect);
  return among
    .filter(({ name }) => revisions === undefined || revisions.some((wanted) => wanted === name))
    .filter(({ suites }) => selectChecks(suites, only).length > 0)
    .filter(
      ({ catalogue }) => pinned.length === 0 || pinned.some(([id, reading]) => isPinnable(catalogue, id, reading)),
    )
    .filter(({ name }) => settings.length === 0 || settings.includes(name));
}

/** The names that a run is limited to and that none of its revisions knows. */
export function unknownIn({ revisions, only }: Pick<RevisionWishes, 'revisions' | 'only'>): readonly string[] {
  const asked = candidatesOf({ revisions, only: [], pins: {}, dialect: {} });
  return unknownNames(
    asked.flatMap(({ suites }) => suites),
    only,
  );
}
