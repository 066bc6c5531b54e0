import { faultsOf, revisionsWithFaults } from '../../../fixtures/faults/faults-of.js';
import type { RevisionFaults } from '../../../fixtures/faults/revision-faults.js';
import type { RevisionSuites } from '../../../suites/kit/checks/revision.js';
import { allRevisions, revisionCalled } from '../../../suites/revisions.js';

/** A revision's suites, and the homeservers by which these are judged in turn. */
export interface JudgedRevision {
  readonly suites: RevisionSuites;
  readonly faults: RevisionFaults;
}

/** Every revision that has both. */
export function judgedRevisions(): readonly JudgedRevision[] {
  return allRevisions
    .filter(({ name }) => revisionsWithFaults.includes(name))
    .map((suites) => ({ suites, faults: faultsOf(suites.name) }));
}

/**
 * The suites and the faulty homeservers of a revision.
 *
 * @throws RangeError when there are none of that name
 */
export function judgedRevision(name: string): JudgedRevision {
  return { suites: revisionCalled(name), faults: faultsOf(name) };
}
