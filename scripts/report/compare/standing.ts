import type { RequirementReport, RevisionReport } from '../document/revision-schema.js';

/**
 * Where a server stands with a requirement: what a run says of it, where it keeps what is asked for but not what is only
 * advised (`warning`), or that the run did not look (`not-run`).
 */
export type Standing = RequirementReport['verdict'] | 'warning' | 'not-run';

/** The standings that say something of a server, the worst first. */
const ORDER: readonly Standing[] = ['fail', 'warning', 'pass'];

/** Where a server stands with a requirement by what a run says of it; `undefined` where the revision was not judged. */
export function standingOf(id: string, revision: RevisionReport | undefined): Standing {
  const verdict = revision?.requirements.find((requirement) => requirement.id === id)?.verdict;
  if (verdict === undefined) return 'not-run';
  const isWarned = revision?.findings.some(({ requirement, level }) => requirement === id && level === 'warning');
  return verdict !== 'fail' && isWarned === true ? 'warning' : verdict;
}

/** What became of a server's standing: where one of the two says nothing of it, neither better nor worse. */
export function changeIn(before: Standing, after: Standing): 'better' | 'worse' | 'other' | 'none' {
  if (before === after) return 'none';
  const [from, to] = [ORDER.indexOf(before), ORDER.indexOf(after)];
  if (from === -1 || to === -1) return 'other';
  return to > from ? 'better' : 'worse';
}

/** How much a row of standings deserves to be read first: the lower the sooner. */
export function urgencyOf(standings: readonly Standing[]): number {
  const worst = ORDER.findIndex((standing) => standings.includes(standing));
  return worst === -1 ? ORDER.length : worst;
}

/** Whether standings differ, of those runs that looked. */
export function differ(standings: readonly Standing[]): boolean {
  return new Set(standings.filter((standing) => standing !== 'not-run')).size > 1;
}
