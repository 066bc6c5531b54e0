import { writeFile } from 'node:fs/promises';

import { type Command, InvalidArgumentError, Option } from 'commander';

import { catalogueOf } from '../../fixtures/requirements/catalogue.js';
import { coverageGaps } from '../../suites/kit/coverage.js';
import { type RunPlan, runPlanSchema } from '../../suites/kit/run-plan.js';
import { selectChecks, unknownNames } from '../../suites/kit/selection.js';
import { revisions } from '../../suites/revisions.js';
import { closeMatch } from '../catalogue/close-match.js';
import { Progress } from '../render/progress.js';
import { renderTerminalReport } from '../render/terminal-report.js';
import { buildReport } from '../report/build-report.js';
import { EXIT } from '../report/conclusion.js';
import type { Report } from '../report/report.js';
import type { CollectingReporter } from '../run/collecting-reporter.js';
import { runSuites } from '../run/run-suites.js';
import { outputTerminal } from './output-terminal.js';
import { UsageError } from './usage-error.js';

interface RunFlags {
  readonly target: string;
  readonly only: string[];
  readonly list?: true;
  readonly report?: string;
  readonly maxWait?: number;
}

/** Adds `run`, which is also what the command does when nothing else is asked for. */
export function addRunCommand(program: Command): void {
  program
    .command('run', { isDefault: true })
    .description('run the conformance suites against a homeserver')
    .addOption(
      new Option('--target <url>', 'the homeserver to judge, or the reference in this process').default('embedded'),
    )
    .option('--only <id>', 'an area, a requirement or a check; may be given several times', collect, [])
    .option('--list', 'print the checks that would be run, and stop')
    .option('--report <file>', 'write the report, as JSON, to a file')
    .addOption(
      new Option('--max-wait <seconds>', 'the longest that a single check may wait, in real time').argParser(
        positiveSeconds,
      ),
    )
    .action(async (flags: RunFlags) => {
      process.exitCode = await run(flags);
    });
}

async function run(flags: RunFlags): Promise<number> {
  const plan = planFrom(flags);
  const { suites } = revisions[plan.revision] ?? { suites: [] };
  const gaps = coverageGaps(catalogueOf(plan.revision), suites);
  if (gaps.length > 0) throw new Error(gaps.join('\n'));
  if (flags.list === true) {
    for (const { check } of selectChecks(suites, plan.only)) {
      process.stdout.write(`${check.id}  ${check.requirements.join(' ')}\n    ${check.title}\n`);
    }
    return EXIT.conformant;
  }

  const startedAt = new Date();
  const began = performance.now();
  const progress = new Progress(process.stderr, plan.target !== 'embedded');
  const outcome = await runSuites(plan, progress).finally(() => progress.stop());
  const obstacle = obstacleIn(outcome);
  if (obstacle !== undefined) {
    process.stderr.write(`Could not judge ${plan.target}: ${obstacle}\n`);
    return EXIT['could-not-judge'];
  }
  const { preflight } = outcome;
  const report = buildReport({
    revision: plan.revision,
    target: plan.target,
    dialect: preflight?.reached === true && preflight.result.implemented ? preflight.result.summary : [],
    only: plan.only,
    startedAt,
    durationMs: Math.round(performance.now() - began),
    results: outcome.results,
  });
  await output(report, flags, plan);
  return EXIT[report.conclusion];
}

function planFrom(flags: RunFlags): RunPlan {
  const revision = 'futures';
  const target = targetFrom(flags.target);
  const { suites } = revisions[revision] ?? { suites: [] };
  const [unknown] = unknownNames(suites, flags.only);
  if (unknown !== undefined) {
    const names = suites.flatMap(({ area, checks }) => [
      area,
      ...checks.flatMap(({ id, requirements }) => [id, ...requirements]),
    ]);
    const close = closeMatch(unknown, names);
    throw new UsageError(
      `--only ${unknown}: there is no such area, requirement or check${close === undefined ? '' : `; did you mean ${close}?`} ` +
        `\`futures-conformance run --list\` prints them.`,
    );
  }
  return runPlanSchema.parse({
    revision,
    target,
    only: flags.only,
    ...(flags.maxWait === undefined ? {} : { maxWait: flags.maxWait }),
  });
}

function targetFrom(text: string): string {
  if (text === 'embedded') return text;
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol)) {
    throw new UsageError(`--target ${text}: give the homeserver's URL, such as http://127.0.0.1:8008.`);
  }
  return text.replace(/\/+$/, '');
}

/** Why the run says nothing about the server, where that is so. */
function obstacleIn(outcome: CollectingReporter): string | undefined {
  const { preflight, lost, errors } = outcome;
  if (preflight === undefined || lost.length > 0 || errors.length > 0) {
    throw new Error(
      [...errors, ...lost.map((name) => `no result came from: ${name}`)].join('\n') || 'the suites did not run',
    );
  }
  if (!preflight.reached) return preflight.reason;
  return preflight.result.implemented ? undefined : `not implemented: ${preflight.result.reason}`;
}

async function output(report: Report, flags: RunFlags, plan: RunPlan): Promise<void> {
  const target = plan.target === 'embedded' ? '' : ` --target ${plan.target}`;
  process.stdout.write(renderTerminalReport(report, outputTerminal(), `npx futures-conformance${target}`));
  if (flags.report === undefined) return;
  try {
    await writeFile(flags.report, `${JSON.stringify(report, null, 2)}\n`);
  } catch (error) {
    throw new UsageError(`--report ${flags.report}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function collect(value: string, earlier: string[]): string[] {
  return [...earlier, value];
}

function positiveSeconds(text: string): number {
  const seconds = Number(text);
  if (!Number.isFinite(seconds) || seconds <= 0)
    throw new InvalidArgumentError('Give a number of seconds, such as 30.');
  return seconds * 1_000;
}
