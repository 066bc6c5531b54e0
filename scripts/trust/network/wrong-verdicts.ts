import type { Fault } from '../../../fixtures/faults/fault.js';
import type { CheckResult } from '../../../suites/kit/checks/check-result.js';

/** What a homeserver is known to break; nothing where it is conformant. */
export type Known = Pick<Fault, 'breaks' | 'alsoBreaks'>;

/**
 * The verdicts that trouble on the way has turned into wrong ones. Not to know is never wrong; to pass what is broken
 * is, and to fail what is not. A failure that reports what the homeserver does break is right, also where a calmer run
 * happened not to show it; and a check may pass that a calmer run failed for something else than what it verifies.
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
  const calm = new Map(undisturbed.map((result) => [result.id, result]));
  const broken: ReadonlySet<string | undefined> = new Set([...breaks, ...alsoBreaks]);
  return disturbed.flatMap((result) => {
    const { id, verdict, message } = result;
    const ought = calm.get(id);
    if (verdict === 'fail' && ought?.verdict !== 'fail' && !broken.has(result.broken)) {
      return [`${id} failed and ought not to: ${message}`];
    }
    if (verdict === 'pass' && isFailedForWhatItVerifies(ought)) return [`${id} passed and ought to fail`];
    return [];
  });
}

/** Whether a check has failed, and for a requirement that it is there to verify. */
function isFailedForWhatItVerifies(result: CheckResult | undefined): boolean {
  return result?.verdict === 'fail' && result.broken !== undefined && result.requirements.includes(result.broken);
}
