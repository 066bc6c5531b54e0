import { existsSync } from 'node:fs';

import type { RevisionSuites } from '../../../suites/kit/checks/revision.js';
import { readFile } from '../../cli/config/read-file.js';
import type { BaselineEntry } from './baseline.js';
import { idsOf } from './entries-on.js';
import { readBaseline } from './read-baseline.js';

/** The entries of a baseline file, validated against the suites and catalogues of the revisions that it may speak of. */
export function loadBaseline(
  file: string,
  where: string,
  revisions: readonly RevisionSuites[],
): readonly BaselineEntry[] {
  return readBaseline(
    file,
    readFile(file, where),
    new Map(revisions.map((revision) => [revision.name, idsOf(revision)])),
  );
}

/** As {@link loadBaseline}, for a file that need not be there yet. */
export function loadBaselineIfThere(
  file: string,
  where: string,
  revisions: readonly RevisionSuites[],
): readonly BaselineEntry[] {
  return existsSync(file) ? loadBaseline(file, where, revisions) : [];
}
