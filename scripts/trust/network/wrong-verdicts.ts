import type { Fault } from '../../../fixtures/faults/fault.js';
import type { CheckResult } from '../../../suites/kit/checks/check-result.js';

/** What a homeserver is known to break; nothing where it is conformant. */
export type Known = Pick<Fault, 'breaks' | 'alsoBreaks'>;

/**
 * The verdicts that trouble on the way has turned into wrong ones. Not to know is never wrong; to pass what is broken
 * is, and to fail what is not. A failure that reports what the homeserver does break is right, also where a calmer run
 * happened not to show it.
 *
 * @param disturbed - the verdicts to judge
 * @param undisturbed - what they ought to be
 * @returns one sentence for each
 */
export function wrongVerdicts(
  disturbed: readonly CheckResult[],
  undisturbed: readonly CheckResult[],
  { breaks, alsoBreaks }: Known = { breaks: [], alsoBreaks: [] },
): string[] {
  const right = new Map(undisturbed.map(({ id, verdict }) => [id, verdict]));
  const broken: ReadonlySet<string | undefined> = new Set([...breaks, ...alsoBreaks]);
  return disturbed.flatMap((result) => {
    const { id, verdict, message } = result;
    const ought = right.get(id);
    if (verdict === 'fail' && ought !== 'fail' && !broken.has(result.broken)) {
      return [`${id} failed and ought not to: ${message}`];
    }
    if (verdict === 'pass' && ought === 'fail') return [`${id} passed and ought to fail`];
    return [];
  });
}
