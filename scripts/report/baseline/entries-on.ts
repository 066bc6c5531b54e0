import type { RevisionSuites } from '../../../suites/kit/checks/revision.js';

/** What names something in a baseline. */
export interface Named {
  readonly id: string;
  readonly revision?: string | undefined;
}

/** Those that are about a revision. */
export function entriesOn<T extends Named>(revision: RevisionSuites, entries: readonly T[]): T[] {
  const ids = new Set(idsOf(revision));
  return entries.filter((entry) => ids.has(entry.id) && mayMean(entry, revision.name));
}

/** Whether something may be about a revision, where that has the id. */
export function mayMean({ revision }: Named, name: string): boolean {
  return revision === undefined || revision === name;
}

/** The names of the revisions, of several, in which something is that has an id. */
export function revisionsHaving(id: string, revisions: readonly RevisionSuites[]): string[] {
  return revisions.filter((revision) => idsOf(revision).includes(id)).map(({ name }) => name);
}

/** Everything that a baseline may name of a revision. */
export function idsOf({ catalogue, suites }: RevisionSuites): string[] {
  const checks = suites.flatMap((suite) => suite.checks);
  return [...catalogue.requirements, ...catalogue.questions, ...checks].map(({ id }) => id);
}
