import { RunBlocker } from '../../suites/kit/connection/run-blocker.js';
import { allRevisions } from '../../suites/revisions.js';
import { configureGiven } from '../cli/config/configuration.js';
import type { Settings } from '../cli/config/settings.js';
import { requireWritableOutputs, writeOutputs } from '../cli/report-outputs.js';
import { loadBaseline } from '../report/baseline/baseline-file.js';
import { buildReport } from '../report/build-report.js';
import type { Report } from '../report/document/report-schema.js';
import { CollectedRun } from '../run/collected-run.js';
import { runFacts } from '../run/run-facts.js';
import { runHere } from '../run/run-here.js';
import { runInThreads } from '../run/run-in-threads.js';

/** What a run may be told beside its settings. */
export interface RunOptions {
  /** Aborted to end the run before its time: in order, with everything cleaned up. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Runs the suites, and answers with the report of the run; files that the settings name are written, too. Nothing is
 * printed, and neither the environment nor a configuration file is looked at.
 *
 * @param settings - by the names that they have in the configuration file; without a `target`, the embedded reference
 * @throws UsageError when a setting makes no sense
 */
export async function runConformance(settings: Settings = {}, { signal }: RunOptions = {}): Promise<Report> {
  const configuration = configureGiven(settings, process.cwd());
  const { plan, outputs, baseline } = configuration;
  requireWritableOutputs(outputs);
  const entries = baseline === undefined ? undefined : loadBaseline(baseline, 'baseline', allRevisions);
  const startedAt = new Date();
  const began = performance.now();
  const collected = new CollectedRun();
  const run = plan.target === 'embedded' ? runInThreads : runHere;
  await run(plan, collected, stopping(signal));
  const durationMs = Math.round(performance.now() - began);
  const facts = runFacts(configuration, entries, { collected, overdue: false, startedAt, durationMs });
  const report = buildReport(facts);
  await writeOutputs(report, outputs);
  return report;
}

/** A signal that ends a run when another one is aborted, in words that a report may show. */
export function stopping(signal: AbortSignal | undefined): AbortSignal {
  const stop = new AbortController();
  const end = (): void => stop.abort(new RunBlocker('ended', 'the run was interrupted'));
  if (signal?.aborted === true) end();
  else signal?.addEventListener('abort', end, { once: true });
  return stop.signal;
}
