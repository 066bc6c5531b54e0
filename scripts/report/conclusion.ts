import type { CheckReport, Report } from './report.js';

/** The exit codes of the command. */
export const EXIT = { conformant: 0, 'not-conformant': 1, 'could-not-judge': 2, 'wrong-use': 3 } as const;

/** The share of checks that may have been inconclusive in a run that still says something of the server. */
const TOLERATED_SHARE = 0.05;

/**
 * What a run amounts to. One firm failure is enough; a run that judged nothing, or in which too much could not be
 * told, says nothing.
 */
export function conclude(checks: readonly CheckReport[]): Pick<Report, 'conclusion' | 'reason'> {
  const count = (verdict: CheckReport['verdict']): number => checks.filter((check) => check.verdict === verdict).length;
  const failed = count('fail');
  const judged = count('pass') + count('observation');
  const open = count('inconclusive');
  if (failed > 0)
    return { conclusion: 'not-conformant', reason: `${plural(failed, 'check')} of ${checks.length} failed` };
  if (judged === 0) return { conclusion: 'could-not-judge', reason: 'no check could judge anything' };
  if (open > TOLERATED_SHARE * checks.length) {
    return { conclusion: 'could-not-judge', reason: `${plural(open, 'check')} of ${checks.length} could not tell` };
  }
  const rest = open === 0 ? '' : `, ${plural(open, 'check')} could not tell`;
  return { conclusion: 'conformant', reason: `${plural(judged, 'check')} passed, none failed${rest}` };
}

/** A number with its noun, in the plural where it has to be. */
export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
