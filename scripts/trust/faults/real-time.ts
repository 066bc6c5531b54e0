import type { Fault } from '../../../fixtures/faults/fault.js';
import { createHomeserver } from '../../../reference/homeserver.js';
import type { CheckResult } from '../../../suites/kit/checks/check-result.js';
import { runPlanSchema } from '../../../suites/kit/targets/run-plan.js';
import { prepareRun } from '../../../suites/prepare-run.js';
import type { Findings } from './judging-suite.js';
import { findingsIn } from './judge-by-checks.js';

/** Faults that are run as real servers unless others are named: some of each sort, quickly told. */
export const REAL_TIME_SAMPLE: readonly string[] = [
  'refresh-keeps-the-old-deadline',
  'group-outlives-its-sent-event',
  'cancel-token-does-nothing',
  'own-state-does-not-invalidate',
  'what-was-allowed-stays-allowed',
  'transaction-id-of-any-device',
  'second-send-of-the-same-moment-comes-through',
  'refusals-cannot-be-read-by-web-pages',
];

/**
 * Runs a faulty homeserver on a port of its own and judges it over HTTP in real time, by the checks on what it breaks.
 *
 * @param only - areas, checks or requirements to run instead
 */
export async function judgeInRealTime(
  { rules, breaks }: Pick<Fault, 'rules' | 'breaks'>,
  only: readonly string[] = breaks,
): Promise<Findings> {
  const server = createHomeserver({ futures: { rules } });
  const listening = await server.listen();
  try {
    const prepared = await prepareRun(runPlanSchema.parse({ target: listening.url, only: [...only] }));
    let results: CheckResult[];
    try {
      results = await Promise.all(prepared.checks.map((check) => prepared.run(check)));
    } finally {
      await prepared.close();
    }
    return findingsIn(results);
  } finally {
    server.close();
    await listening.close();
  }
}
