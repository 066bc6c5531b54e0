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

/** Whether a run has come to a judgement. */
export function isJudged(standing: Standing): boolean {
  return ORDER.includes(standing);
}

/** Which of two standings is the better one, where both say something of the server. */
export function compareStandings(before: Standing, after: Standing): 'better' | 'worse' | 'same' | 'unknown' {
  if (before === after) return 'same';
  if (!isJudged(before) || !isJudged(after)) return 'unknown';
  return ORDER.indexOf(after) > ORDER.indexOf(before) ? 'better' : 'worse';
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
