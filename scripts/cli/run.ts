import { resolve } from 'node:path';

import type { Command } from 'commander';

import type { RunPlan } from '../../suites/kit/targets/run-plan.js';
import { allRevisions } from '../../suites/revisions.js';
import { entriesOn, loadBaseline, loadBaselineIfThere } from '../report/baseline/baseline-file.js';
import type { BaselineEntry } from '../report/baseline/baseline.js';
import { makeBaseline, renderBaseline } from '../report/baseline/make-baseline.js';
import { type Configuration, configure } from './config/configuration.js';
import { addSettingFlags } from './config/flags.js';
import { printConfiguration } from './config/print-configuration.js';
import { printable } from '../report/render/printable.js';
import { renderTerminalReport } from '../report/render/terminal-report.js';
import { tracesInWords } from '../report/render/terminal-run.js';
import { type RunFacts, buildReport } from '../report/build-report.js';
import { plural, worstOf } from '../../suites/kit/checks/conclusion.js';
import { EXIT } from '../report/exit-codes.js';
import type { Report } from '../report/report.js';
import { reportFile } from '../report/report-file.js';
import { type Conducted, conductRun, factsOfNothing } from '../run/conduct-run.js';
import { listChecks } from './list-checks.js';
import { requireWritable, writeOutput } from './output-file.js';
import { outputTerminal } from './output-terminal.js';

/** The flags that are no settings: they say what is to be done this once. */
interface RunFlags {
  readonly config?: string;
  readonly list?: true;
  readonly printConfig?: true;
  readonly writeBaseline?: string;
}

/** Adds `run`, which is also what the command does when nothing else is asked for. */
export function addRunCommand(program: Command): void {
  const command = program
    .command('run', { isDefault: true })
    .description('run the conformance suites against a homeserver');
  addSettingFlags(command)
    .option('--write-baseline <file>', 'write down the failures of this run as expected from now on')
    .option('--config <file>', 'the configuration file; without it, futures-conformance.config.yaml where there is one')
    .option('--print-config', 'print the configuration in force and where each setting comes from, and stop')
    .option('--list', 'print the checks that would be run, and stop')
    .action(async (flags: RunFlags) => {
      process.exitCode = await run(flags);
    });
}

async function run(flags: RunFlags): Promise<number> {
  const configuration = configure({ flags: { ...flags }, environment: process.env, directory: process.cwd() });
  const { plan } = configuration;
  if (flags.printConfig === true) {
    process.stdout.write(printConfiguration(configuration.settings));
    return EXIT.conformant;
  }
  if (flags.list === true) {
    process.stdout.write(listChecks(plan));
    return EXIT.conformant;
  }

  const { report: file } = configuration;
  if (file !== undefined) requireWritable(file, '--report');
  if (flags.writeBaseline !== undefined) requireWritable(flags.writeBaseline, '--write-baseline');
  const { facts, overdue } = await conducted(configuration, expectedFailures(configuration, flags));
  const baselined = flags.writeBaseline === undefined ? facts : withNewBaseline(facts, resolve(flags.writeBaseline));
  const several = facts.length > 1;
  const conclusions = baselined.map((each) => {
    const report = buildReport(each);
    present(report, each, commandFor(plan, report, several));
    if (file !== undefined) writeReport(report, reportFile(file, report.revision, several));
    return report.conclusion;
  });
  return leave(EXIT[worstOf(conclusions)], overdue);
}

/** Conducts the run. Where we ourselves make a mistake in it there is a report that says so, before the mistake is told. */
async function conducted(
  configuration: Configuration,
  baseline: readonly BaselineEntry[] | undefined,
): Promise<Conducted> {
  const startedAt = new Date();
  try {
    return await conductRun(configuration, baseline, process.stderr);
  } catch (error) {
    const { plan, report: file } = configuration;
    const obstacle = 'futures-conformance itself made a mistake; please report it.';
    if (file !== undefined) writeReport(buildReport(factsOfNothing(plan, startedAt, obstacle)), file);
    throw error;
  }
}

/** Shows a report to a person; where nothing was judged, why. */
function present(report: Report, { revision, obstacle }: RunFacts, command: string): void {
  if (obstacle !== undefined || revision === undefined) {
    process.stderr.write(`Could not judge ${report.target}: ${printable(report.reason)}\n`);
    const traces = tracesInWords(report.run);
    if (traces.length > 0) process.stderr.write(`The run: ${traces.join(', ')}.\n`);
    for (const sentence of report.run.leftBehind) {
      process.stderr.write(`Left behind on the server: ${printable(sentence)}\n`);
    }
    return;
  }
  process.stdout.write(renderTerminalReport(report, revision.catalogue, outputTerminal(), command));
}

function writeReport(report: Report, file: string): void {
  writeOutput(file, `${JSON.stringify(report, null, 2)}\n`, '--report');
}

/** The failures that are expected: those of the baseline, or of the one that is to be written anew. */
function expectedFailures({ baseline }: Configuration, flags: RunFlags): readonly BaselineEntry[] | undefined {
  if (baseline !== undefined) return loadBaseline(baseline, '--baseline', allRevisions);
  const { writeBaseline } = flags;
  return writeBaseline === undefined ? undefined : loadBaselineIfThere(writeBaseline, '--write-baseline', allRevisions);
}

/** Writes a new baseline of a run, for all revisions that it has judged, and sees the run in its light. */
function withNewBaseline(facts: readonly RunFacts[], file: string): readonly RunFacts[] {
  const reports = facts.map(buildReport);
  if (reports.some(({ conclusion }) => conclusion === 'could-not-judge')) {
    process.stderr.write('No baseline was written, since the run could not judge the server.\n');
    return facts;
  }
  const stale = new Set(reports.flatMap(({ baseline }) => baseline?.stale.map(({ id }) => id) ?? []));
  const before = loadBaselineIfThere(file, '--write-baseline', allRevisions);
  const kept = before.filter(({ id }) => !stale.has(id));
  const checks = reports.flatMap((report) => report.checks);
  const entries = makeBaseline(checks, kept);
  writeOutput(file, renderBaseline(entries), '--write-baseline');
  const removed = before.length - kept.length;
  process.stderr.write(
    `Wrote ${plural(entries.length, 'expected failure')} to ${file}${removed === 0 ? '' : `, ${removed} taken out`}. ` +
      'Give each new one its reason.\n',
  );
  return facts.map((each) => ({
    ...each,
    baseline: each.revision === undefined ? entries : entriesOn(each.revision, entries),
  }));
}

/** Ends with an exit code, at once where threads of an overdue run would keep the process alive. */
function leave(code: number, overdue: boolean): number {
  if (overdue) process.exit(code);
  return code;
}

/** The command that runs against the same target again, by the same revision where there are several. */
function commandFor({ target }: RunPlan, { revision }: Report, several: boolean): string {
  const flags = [
    ...(target === 'embedded' ? [] : [`--target ${target}`]),
    ...(several ? [`--revision ${revision}`] : []),
  ];
  return ['npx futures-conformance', ...flags].join(' ');
}
