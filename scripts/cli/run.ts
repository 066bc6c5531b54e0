import { resolve } from 'node:path';

import type { Command } from 'commander';

import { catalogueOf } from '../../fixtures/requirements/catalogue.js';
import { coverageGaps } from '../../suites/kit/checks/coverage.js';
import type { RunPlan } from '../../suites/kit/targets/run-plan.js';
import { revisionCalled } from '../../suites/revisions.js';
import { loadBaseline, loadBaselineIfThere } from '../report/baseline/baseline-file.js';
import type { BaselineEntry } from '../report/baseline/baseline.js';
import { makeBaseline, renderBaseline } from '../report/baseline/make-baseline.js';
import { type Configuration, configure } from './config/configuration.js';
import { addSettingFlags } from './config/flags.js';
import { printConfiguration } from './config/print-configuration.js';
import { printable } from '../report/render/printable.js';
import { renderTerminalReport } from '../report/render/terminal-report.js';
import { buildReport } from '../report/build-report.js';
import { plural } from '../../suites/kit/checks/conclusion.js';
import { EXIT } from '../report/exit-codes.js';
import type { Report } from '../report/report.js';
import { conductRun } from '../run/conduct-run.js';
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
  const gaps = coverageGaps(catalogueOf(plan.revision), revisionCalled(plan.revision).suites);
  if (gaps.length > 0) throw new Error(gaps.join('\n'));
  if (flags.printConfig === true) {
    process.stdout.write(printConfiguration(configuration.settings));
    return EXIT.conformant;
  }
  if (flags.list === true) {
    process.stdout.write(listChecks(plan));
    return EXIT.conformant;
  }

  const { report: reportFile } = configuration;
  if (reportFile !== undefined) requireWritable(reportFile, '--report');
  if (flags.writeBaseline !== undefined) requireWritable(flags.writeBaseline, '--write-baseline');
  const conducted = await conductRun(configuration, expectedFailures(configuration, flags), process.stderr);
  if ('obstacle' in conducted) {
    process.stderr.write(`Could not judge ${plan.target}: ${printable(conducted.obstacle)}\n`);
    return leave(EXIT['could-not-judge'], conducted.overdue);
  }
  const { facts } = conducted;
  const report =
    flags.writeBaseline === undefined ? buildReport(facts) : withNewBaseline(facts, resolve(flags.writeBaseline));
  process.stdout.write(renderTerminalReport(report, facts.revision.catalogue, outputTerminal(), commandFor(plan)));
  if (reportFile !== undefined) writeOutput(reportFile, `${JSON.stringify(report, null, 2)}\n`, '--report');
  return leave(EXIT[report.conclusion], conducted.overdue);
}

/** The failures that are expected: those of the baseline, or of the one that is to be written anew. */
function expectedFailures({ baseline, plan }: Configuration, flags: RunFlags): readonly BaselineEntry[] | undefined {
  if (baseline !== undefined) return loadBaseline(baseline, '--baseline', plan.revision);
  const { writeBaseline } = flags;
  return writeBaseline === undefined
    ? undefined
    : loadBaselineIfThere(writeBaseline, '--write-baseline', plan.revision);
}

/** Writes a new baseline of a run, and reports on the run in its light. */
function withNewBaseline(facts: Parameters<typeof buildReport>[0], file: string): Report {
  const before = buildReport(facts);
  if (before.conclusion === 'could-not-judge') {
    process.stderr.write('No baseline was written, since the run could not judge the server.\n');
    return before;
  }
  const stale = new Set(before.baseline?.stale.map(({ id }) => id));
  const kept = (facts.baseline ?? []).filter(({ id }) => !stale.has(id));
  const entries = makeBaseline(before.checks, kept);
  writeOutput(file, renderBaseline(entries), '--write-baseline');
  const removed = (facts.baseline ?? []).length - kept.length;
  process.stderr.write(
    `Wrote ${plural(entries.length, 'expected failure')} to ${file}${removed === 0 ? '' : `, ${removed} taken out`}. ` +
      'Give each new one its reason.\n',
  );
  return buildReport({ ...facts, baseline: entries });
}

/** Ends with an exit code, at once where threads of an overdue run would keep the process alive. */
function leave(code: number, overdue: boolean): number {
  if (overdue) process.exit(code);
  return code;
}

/** The command that runs against the same target again. */
function commandFor({ target }: RunPlan): string {
  return `npx futures-conformance${target === 'embedded' ? '' : ` --target ${target}`}`;
}
