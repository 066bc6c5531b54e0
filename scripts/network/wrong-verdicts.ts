import type { CheckResult } from '../../suites/kit/check-result.js';

/**
 * The verdicts that trouble on the way has turned into wrong ones. Not to know is never wrong; to pass what is broken
 * is, and to fail what is not.
 *
 * @param disturbed - the verdicts to judge
 * @param undisturbed - what they ought to be
 * @returns one sentence for each
 */
export function wrongVerdicts(disturbed: readonly CheckResult[], undisturbed: readonly CheckResult[]): string[] {
  const right = new Map(undisturbed.map(({ id, verdict }) => [id, verdict]));
  return disturbed.flatMap(({ id, verdict, message }) => {
    const ought = right.get(id);
    if (verdict === 'fail' && ought !== 'fail') return [`${id} failed and ought not to: ${message}`];
    if (verdict === 'pass' && ought === 'fail') return [`${id} passed and ought to fail`];
    return [];
  });
}
