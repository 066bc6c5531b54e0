import type { CheckResult } from './check-result.js';
import { type Tolerance, isTooMany, USUAL_TOLERANCE } from './tolerance.js';

/** How many broken requirements a sentence names. */
const NAMED = 4;

/** What a run can amount to. */
export const CONCLUSIONS = ['conformant', 'not-conformant', 'could-not-judge', 'stale-baseline'] as const;

/** What a run amounts to, and why. */
export interface Conclusion {
  readonly conclusion: (typeof CONCLUSIONS)[number];
  readonly reason: string;
}

/** What counts of a check's result; `expected` is there where a baseline expects it to fail. */
export interface CountedResult {
  readonly id: string;
  readonly verdict: CheckResult['verdict'];
  readonly mistake?: true | undefined;
  readonly expected?: unknown;
}

/** What is broken, and the checks that show it. */
export interface CountedFinding {
  readonly requirement: string;
  readonly level: 'fail' | 'warning';
  readonly witnesses: readonly string[];
}

/** What a conclusion depends on beside the results. */
export interface Circumstances {
  /** What is wrong with the server, the worst first, where somebody has put that together. */
  readonly findings?: readonly CountedFinding[];
  /** Why the run ended before its time, where it did. */
  readonly cutShort?: string | undefined;
  /** How many checks may be unable to tell. */
  readonly maxInconclusive?: Tolerance;
  /** The entries of the baseline that no longer say the truth. */
  readonly stale?: readonly { readonly id: string; readonly why: 'passes' | 'expired' }[];
}

/**
 * What a run amounts to. A run that was cut short says nothing of the whole; else one failure that nobody expected is
 * enough; a run that judged nothing, or in which too much could not be told, says nothing either.
 */
export function conclude(
  checks: readonly CountedResult[],
  { findings = [], cutShort, maxInconclusive = USUAL_TOLERANCE, stale = [] }: Circumstances = {},
): Conclusion {
  const count = (verdict: CountedResult['verdict']): number =>
    checks.filter((check) => check.verdict === verdict).length;
  const expected = checks.filter((check) => check.verdict === 'fail' && check.expected !== undefined).length;
  const failed = count('fail') - expected;
  const passed = count('pass') + count('observation');
  const open = count('inconclusive');
  const asExpected = expected === 0 ? '' : `, ${expected} failed as the baseline expects`;

  if (cutShort !== undefined) {
    const reason = `${cutShort}; until then ${plural(passed, 'check')} passed, ${failed} failed${asExpected}`;
    return { conclusion: 'could-not-judge', reason };
  }
  if (failed > 0) {
    return {
      conclusion: 'not-conformant',
      reason: `${failuresInWords(findings, failed, checks.length)}${asExpected}`,
    };
  }
  const mistakes = checks.filter((check) => check.mistake === true).map(({ id }) => id);
  if (mistakes.length > 0) {
    const reason = `futures-conformance itself made a mistake in ${mistakes.join(', ')}; please report it`;
    return { conclusion: 'could-not-judge', reason };
  }
  if (passed + expected === 0) return { conclusion: 'could-not-judge', reason: 'no check could judge anything' };
  // What does not apply could not have told anything, so it makes nothing better.
  const applicable = checks.length - count('not-applicable');
  if (isTooMany(open, applicable, maxInconclusive)) {
    return { conclusion: 'could-not-judge', reason: `${plural(open, 'check')} of ${applicable} could not tell` };
  }
  if (stale.length > 0) {
    const ids = stale.map(({ id, why }) => `${id} (${why === 'passes' ? 'does not fail any more' : 'has expired'})`);
    return { conclusion: 'stale-baseline', reason: `the baseline has to be brought up to date: ${ids.join(', ')}` };
  }
  const rest = open === 0 ? '' : `, ${plural(open, 'check')} could not tell`;
  const failures = expected === 0 ? ', none failed' : asExpected;
  return { conclusion: 'conformant', reason: `${plural(passed, 'check')} passed${failures}${rest}` };
}

/** What the failures of a run come to. */
function failuresInWords(findings: readonly CountedFinding[], failed: number, all: number): string {
  const broken = findings.filter(({ level }) => level === 'fail').map(({ requirement }) => requirement);
  if (broken.length === 0) return `${plural(failed, 'check')} of ${all} failed`;
  const [last = '', ...others] = [
    ...broken.slice(0, NAMED),
    ...(broken.length > NAMED ? [`${broken.length - NAMED} more`] : []),
  ].toReversed();
  const names = others.length === 0 ? last : `${others.toReversed().join(', ')} and ${last}`;
  const shows = failed === 1 ? 'shows' : 'show';
  return `${names} ${broken.length === 1 ? 'is' : 'are'} broken; ${plural(failed, 'check')} of ${all} ${shows} it`;
}

/** The conclusions, the worst first: a failure is certain; what was not judged, or is out of date, only has to be looked at. */
const WORST_FIRST = ['not-conformant', 'could-not-judge', 'stale-baseline', 'conformant'] as const;

/** The worst of some conclusions, which is what they come to together; where there are none, nothing was judged. */
export function worstOf(conclusions: readonly Conclusion['conclusion'][]): Conclusion['conclusion'] {
  return WORST_FIRST.find((conclusion) => conclusions.includes(conclusion)) ?? 'could-not-judge';
}

/** A number with its noun, in the plural where it has to be. */
export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
