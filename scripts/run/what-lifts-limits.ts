import type { CheckResult } from '../../suites/kit/checks/check-result.js';
import { plural } from '../../suites/kit/checks/conclusion.js';

/** How checks say that a limit was in their way. */
const OF_A_LIMIT = /the server limits ([^:]+)/;

/**
 * Says of the checks that a server's limits have kept from a verdict which limits these were, and what would lift them.
 *
 * @param isExempt - whether an administrator has already lifted them from the accounts of the run, as far as that can be
 * @returns a sentence; `undefined` where no limit was in the way
 */
export function whatLiftsLimits(
  results: readonly Pick<CheckResult, 'verdict' | 'message'>[],
  isExempt: boolean,
): string | undefined {
  const limited = results.flatMap(({ verdict, message }) => {
    const [, what] = (verdict === 'inconclusive' ? OF_A_LIMIT.exec(message) : null) ?? [];
    return what === undefined ? [] : [what.trim()];
  });
  if (limited.length === 0) return undefined;
  const ways = [
    'higher limits in the configuration of the server',
    ...(isExempt ? [] : ["on Synapse an administrator's access token (--admin-token-file)"]),
    'or more patience (--limit-wait)',
  ];
  return `limits kept ${plural(limited.length, 'check')} from a verdict (${[...new Set(limited)].join('; ')}): what would lift them are ${ways.join(', ')}`;
}
