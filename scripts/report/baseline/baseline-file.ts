import { existsSync } from 'node:fs';

import type { RevisionSuites } from '../../../suites/kit/checks/revision.js';
import { readFile } from '../../cli/config/read-file.js';
import type { BaselineEntry } from './baseline.js';
import { readBaseline } from './read-baseline.js';

/** The entries of a baseline file, validated against the suites and catalogues of the revisions that it may speak of. */
export function loadBaseline(
  file: string,
  where: string,
  revisions: readonly RevisionSuites[],
): readonly BaselineEntry[] {
  return readBaseline(file, readFile(file, where), revisions.flatMap(idsIn));
}

/** As {@link loadBaseline}, for a file that need not be there yet. */
export function loadBaselineIfThere(
  file: string,
  where: string,
  revisions: readonly RevisionSuites[],
): readonly BaselineEntry[] {
  return existsSync(file) ? loadBaseline(file, where, revisions) : [];
}

/** The entries that speak of a revision. */
export function entriesOn(revision: RevisionSuites, entries: readonly BaselineEntry[]): readonly BaselineEntry[] {
  const ids = new Set(idsIn(revision));
  return entries.filter(({ id }) => ids.has(id));
}

/** Everything that a baseline may name. */
function idsIn({ catalogue, suites }: RevisionSuites): string[] {
  const checks = suites.flatMap((suite) => suite.checks);
  return [...catalogue.requirements, ...catalogue.questions, ...checks].map(({ id }) => id);
}
