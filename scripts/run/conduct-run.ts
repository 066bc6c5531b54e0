import { usualSort } from '../../suites/kit/checks/selection.js';
import { revisionCalled } from '../../suites/revisions.js';
import { secretsOf } from '../../suites/kit/connection/secrets-of-plan.js';
import type { BaselineEntry } from '../report/baseline/baseline.js';
import type { Configuration } from '../cli/config/configuration.js';
import { mendFor } from '../doctor/mend.js';
import { Progress } from '../report/render/progress.js';
import type { RunFacts } from '../report/build-report.js';
import { maskEnding, maskResults } from '../report/mask-results.js';
import type { CollectedRun } from './collected-run.js';
import { type RunOutcome, runSuites } from './run-suites.js';

/** What came of a run: facts for a report, or one clear sentence on why there are none. */
export type Conducted = { readonly overdue: boolean } & ({ readonly facts: RunFacts } | { readonly obstacle: string });

/**
 * Runs the suites as configured and shows progress meanwhile.
 *
 * @param baseline - the failures that are expected, where somebody has listed them
 * @param screen - where progress is shown
 */
export async function conductRun(
  { plan, maxInconclusive }: Configuration,
  baseline: readonly BaselineEntry[] | undefined,
  screen: NodeJS.WriteStream,
): Promise<Conducted> {
  const startedAt = new Date();
  const began = performance.now();
  const progress = new Progress(screen, plan.target !== 'embedded');
  const say = (text: string): void => void screen.write(`${text}\n`);
  const outcome = await runSuites(plan, progress, say).finally(() => progress.stop());
  const { collected, overdue } = outcome;
  const secrets = secretsOf(plan);
  const obstacle = obstacleIn(outcome);
  if (obstacle !== undefined) return { overdue, obstacle: secrets.mask(obstacle) };

  const ending = overdue ? OVERDUE : collected.ending;
  const { preflight } = collected;
  return {
    overdue,
    facts: {
      revision: revisionCalled(plan.revision),
      target: plan.target,
      dialect: preflight?.reached === true && preflight.result.implemented ? preflight.result.summary : [],
      only: plan.only,
      suite: plan.sort ?? usualSort(plan.target, plan.only),
      startedAt,
      durationMs: Math.round(performance.now() - began),
      results: maskResults(collected.results, secrets),
      ending: ending === undefined ? undefined : maskEnding(ending, secrets),
      kept: plan.keep,
      baseline,
      maxInconclusive,
    },
  };
}

/** How a run is taken to have gone that was interrupted and did not even then come to its end. */
const OVERDUE = {
  left: ['the run did not end in time after it was interrupted; all that it has made may still be there'],
  throttledMs: 0,
  worstLatenessMs: 0,
  silenceMs: 0,
  remarks: [],
  cutShort: 'the run was interrupted',
};

/** Why the run says nothing about the server, where that is so, and what to do about it. */
function obstacleIn({ collected, overdue }: RunOutcome): string | undefined {
  const { preflight } = collected;
  if (preflight === undefined && overdue) return 'the run was interrupted before it had found out anything.';
  requireComplete(collected, overdue);
  if (preflight === undefined) return undefined;
  if (!preflight.reached) {
    const { reason, kind } = preflight;
    return kind === undefined || kind === 'ended' ? `${reason}.` : `${reason}. ${mendFor(kind)}`;
  }
  const { result } = preflight;
  return result.implemented ? undefined : `not implemented: ${result.reason}. ${mendFor('not-implemented')}`;
}

/** Makes sure that nothing was lost on the way: that would be a mistake of ours, and never to be overlooked. */
function requireComplete({ preflight, lost, errors }: CollectedRun, overdue: boolean): void {
  if (preflight !== undefined && lost.length === 0 && errors.length === 0) return;
  if (overdue) return;
  const said = [...errors, ...lost.map((name) => `no result came from: ${name}`)].join('\n');
  throw new Error(said === '' ? 'the suites did not run' : said);
}
