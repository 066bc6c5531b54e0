import { Activity } from '../../suites/kit/targets/activity.js';
import type { BaselineEntry } from '../report/baseline/baseline.js';
import type { Configuration } from '../cli/config/configuration.js';
import { Progress, type Screen } from '../report/render/progress.js';
import type { RunFacts } from '../report/build-report.js';
import { runFacts } from './run-facts.js';
import { runSuites } from './run-suites.js';

/** What came of a run. */
export interface Conducted {
  readonly overdue: boolean;
  readonly facts: RunFacts;
}

/**
 * Runs the suites as configured and shows progress meanwhile.
 *
 * @param baseline - the failures that are expected, where somebody has listed them
 * @param screen - where progress is shown
 */
export async function conductRun(
  configuration: Configuration,
  baseline: readonly BaselineEntry[] | undefined,
  screen: Screen,
): Promise<Conducted> {
  const { plan } = configuration;
  const startedAt = new Date();
  const began = performance.now();
  const activity = new Activity();
  const progress = new Progress(screen, plan.target !== 'embedded', activity);
  const say = (text: string): void => void screen.write(`${text}\n`);
  // Whatever fails is looked into, which takes longer than all else.
  const first = (baseline ?? []).map(({ id }) => id);
  const outcome = await runSuites({ ...plan, first }, progress, say, activity).finally(() => progress.stop());
  const durationMs = Math.round(performance.now() - began);
  return { overdue: outcome.overdue, facts: runFacts(configuration, baseline, { ...outcome, startedAt, durationMs }) };
}
