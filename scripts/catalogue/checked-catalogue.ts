import {
  type Catalogue,
  catalogueOf,
  type RevisionName,
  revisionNames,
} from '../../fixtures/requirements/catalogue.js';
import { allRevisions } from '../../suites/revisions.js';
import type { CheckSummary } from './check-summary.js';

/** The catalogue of a revision, together with the checks that there are for it. */
export interface CheckedCatalogue {
  readonly catalogue: Catalogue;
  readonly checks: readonly CheckSummary[];
}

/**
 * The catalogues of all revisions, the oldest first.
 *
 * @param only - the one revision that is wanted, where it is only one
 */
export function checkedCatalogues(only?: RevisionName): readonly CheckedCatalogue[] {
  return (only === undefined ? revisionNames : [only]).map((name) => ({
    catalogue: catalogueOf(name),
    checks: allRevisions
      .filter((revision) => revision.name === name)
      .flatMap(({ suites }) => suites.flatMap(({ checks }) => checks)),
  }));
}
