import type { KillMatrix } from '../../kill-matrix.js';
import type { Report } from '../../document/report-schema.js';
import type { RevisionReport } from '../../document/revision-schema.js';
import { againIn } from '../../again.js';
import type { CheckReport } from '../../document/check-schema.js';

/** One revision as a page shows it. */
export interface ShownRevision {
  readonly revision: RevisionReport;
  /** Which faulty homeservers its checks have caught, where somebody has looked. */
  readonly killMatrix: KillMatrix | undefined;
  /** What is put before the names of its parts where there are several revisions; else empty. */
  readonly prefix: string;
  /** The areas of its requirements, and then those that only checks have. */
  readonly areas: RevisionReport['areas'];
  /** What the place of a part of it is called: two revisions may each have a check of the same id. */
  anchor(kind: 'requirement' | 'check' | 'finding' | 'area', id: string): string;
  /** Whether there is such a part on the page. */
  has(kind: 'requirement' | 'check', id: string): boolean;
  /** The command that shows once more what a check has found. */
  again(check: CheckReport): string;
}

/** The revisions of a report as a page shows them. */
export function shownRevisions(report: Report, killMatrices: readonly KillMatrix[]): ShownRevision[] {
  const { revisions } = report;
  const several = revisions.length > 1;
  return revisions.map((revision) => ({
    revision,
    areas: areasOf(revision),
    killMatrix: killMatrices.find((matrix) => matrix.revision === revision.name),
    prefix: several ? `${revision.name}: ` : '',
    anchor: (kind, id) => [kind, ...(several ? [revision.name] : []), id].join('-'),
    has: hasIn(revision),
    again: (check) => againIn(report, check),
  }));
}

function areasOf({ areas, checks }: RevisionReport): RevisionReport['areas'] {
  const others = new Set(checks.map(({ area }) => area));
  for (const { name } of areas) others.delete(name);
  return [...areas, ...[...others].map((name) => ({ name, title: name.replaceAll('-', ' ') }))];
}

function hasIn({ requirements, questions, checks }: RevisionReport): ShownRevision['has'] {
  const ids = {
    requirement: new Set([...requirements, ...questions].map(({ id }) => id)),
    check: new Set(checks.map(({ id }) => id)),
  };
  return (kind, id) => ids[kind].has(id);
}
