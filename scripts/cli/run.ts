import { resolve } from 'node:path';

import type { Command } from 'commander';

import { allRevisions } from '../../suites/revisions.js';
import { loadBaseline, loadBaselineIfThere } from '../report/baseline/baseline-file.js';
import type { BaselineEntry } from '../report/baseline/baseline.js';
import { buildReport } from '../report/build-report.js';
import { EXIT } from '../report/exit-codes.js';
import { type Conducted, conductRun } from '../run/conduct-run.js';
import { factsOfNothing } from '../run/run-facts.js';
import { type Configuration, configure } from './config/configuration.js';
import { addSettingFlags } from './config/flags.js';
import { printConfiguration } from './config/print-configuration.js';
import { listChecks } from './list-checks.js';
import { withNewBaseline } from './new-baseline.js';
import { requireWritable } from './output-file.js';
import { wantsAnnotations } from './wants-annotations.js';
import { progressScreen } from './progress-screen.js';
import { presentReport } from './present-report.js';
import { requireWritableOutputs, tellWithoutScript, writeOutputs } from './report-outputs.js';

/** The flags that are no settings: they say what is to be done this once. */
interface RunFlags {
  readonly config?: string;
  readonly list?: true;
  readonly printConfig?: true;
  readonly writeBaseline?: string;
  readonly verbose?: true;
}

/** Defines `run`, which is also what the command does when nothing else is asked for. */
export function defineRun(command: Command): void {
  addSettingFlags(command)
    .option('--write-baseline <file>', 'write down the failures of this run as expected from now on')
    .option('--verbose', 'show all that happened in every check, and keep it in the report')
    .option('--config <file>', 'the configuration file; without it, futures-conformance.config.yaml where there is one')
    .option('--print-config', 'print the configuration in force and where each setting comes from, and stop')
    .option('--list', 'print the checks that would be run, and stop')
    .action(async (flags: RunFlags) => {
      process.exitCode = await run(flags);
    });
}

async function run(flags: RunFlags): Promise<number> {
  const configuration = configure({ flags: { ...flags }, environment: process.env, directory: process.cwd() });
  const { plan, outputs } = configuration;
  if (flags.printConfig === true) {
    process.stdout.write(printConfiguration(configuration.settings));
    return EXIT.conformant;
  }
  if (flags.list === true) {
    process.stdout.write(listChecks(plan));
    return EXIT.conformant;
  }

  requireWritableOutputs(outputs);
  if (flags.writeBaseline !== undefined) requireWritable(flags.writeBaseline, '--write-baseline');
  const evidence = flags.verbose === true ? 'all' : plan.evidence;
  const wanted = { ...configuration, plan: { ...plan, evidence } };
  const { facts, overdue } = await conducted(wanted, expectedFailures(configuration, flags));
  const baselined = flags.writeBaseline === undefined ? facts : withNewBaseline(facts, resolve(flags.writeBaseline));
  const report = buildReport(baselined);
  presentReport(report, { annotate: wantsAnnotations(configuration.settings), verbose: flags.verbose === true });
  tellWithoutScript(await writeOutputs(report, outputs));
  return leave(EXIT[report.conclusion], overdue);
}

/** Conducts the run. Where we ourselves make a mistake in it there is a report that says so, before the mistake is told. */
async function conducted(
  configuration: Configuration,
  baseline: readonly BaselineEntry[] | undefined,
): Promise<Conducted> {
  const startedAt = new Date();
  try {
    return await conductRun(configuration, baseline, progressScreen());
  } catch (error) {
    const obstacle = 'futures-conformance itself made a mistake; please report it.';
    await writeOutputs(buildReport(factsOfNothing(configuration, startedAt, obstacle)), configuration.outputs);
    throw error;
  }
}

/** The failures that are expected: those of the baseline, or of the one that is to be written anew. */
function expectedFailures({ baseline }: Configuration, flags: RunFlags): readonly BaselineEntry[] | undefined {
  if (baseline !== undefined) return loadBaseline(baseline, '--baseline', allRevisions);
  const { writeBaseline } = flags;
  return writeBaseline === undefined ? undefined : loadBaselineIfThere(writeBaseline, '--write-baseline', allRevisions);
}

/** Ends with an exit code, at once where threads of an overdue run would keep the process alive. */
function leave(code: number, overdue: boolean): number {
  if (overdue) process.exit(code);
  return code;
}
