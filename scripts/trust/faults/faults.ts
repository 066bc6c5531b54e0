#!/usr/bin/env node
import { writeFile } from 'node:fs/promises';

import { InvalidArgumentError, Option } from 'commander';

import type { Fault } from '../../../fixtures/faults/fault.js';
import { faultCalled } from '../../catalogue/fault-called.js';
import { positiveNumber } from '../../cli/positive-number.js';
import { tool } from '../../cli/tool.js';
import { reportFile } from '../../report/report-file.js';
import { type JudgedRevision, judgedRevisions } from './judged-revision.js';
import { JUDGING_SUITES } from './judging-suites.js';
import type { JudgingSuite } from './judging-suite.js';
import { type KillMatrix, TOGETHER } from '../../report/kill-matrix.js';
import { combinedVariants, singleVariants } from './legitimate-variants.js';
import { matrixSummary } from './matrix-summary.js';
import { matrixTable } from './matrix-table.js';
import { judgeInRealTime } from './real-time.js';
import { faultRow, runMatrix } from './run-matrix.js';
import { shortcomingsIn, toleratedIn, unguardedIn } from './shortcomings.js';
import { WorkerPool } from './worker-pool.js';

interface Flags {
  readonly revision: string[];
  readonly only: string[];
  readonly suite: JudgingSuite['name'] | 'both';
  readonly report?: string;
  readonly brief?: true;
  readonly variants: boolean;
  readonly faults: boolean;
  readonly everyCheck?: true;
  readonly realTime?: true;
  readonly workers: number;
}

/** The least share of the faults that made-up checks alone catch that they have to tell as what they break. */
const LEAST_BY_PROPERTIES = 0.95;

/** With fewer faults than this it takes longer to find out which checks to run than to run them all. */
const FEW = 8;

const program = tool('faults')
  .description('Run the suites against homeservers that each break one rule, and against all that break none.')
  .addOption(
    new Option('--revision <name>', 'the revision whose suites to run; may be given several times')
      .choices(judgedRevisions().map(({ suites }) => suites.name))
      .argParser(collectRevision)
      .default([], 'all'),
  )
  .option('--only <fault>', 'a fault, or a requirement whose faults to run; may be given several times', collect, [])
  .addOption(
    new Option('--suite <name>', 'which suites to run').choices(['scenarios', 'properties', 'both']).default('both'),
  )
  .option('--report <file>', 'write the whole matrix, as JSON, to a file')
  .option('--brief', 'print the figures and what is not as it should be, and no table')
  .option('--no-variants', 'leave out the legitimate homeservers')
  .option('--no-faults', 'leave out the homeservers that break a rule')
  .option('--every-check', 'run every check everywhere, also those that cannot tell a fault from the reference')
  .option('--real-time', 'run faults as servers over HTTP: those of --only, or else a few')
  .option('--workers <number>', 'how many threads to use', positiveNumber, 2)
  .action(async (flags: Flags) => {
    process.exitCode = await run(flags);
  });

await program.parseAsync();

/** Judges the suites of each revision that was asked for; the worse exit code of all. */
async function run(flags: Flags): Promise<number> {
  const work = chosen(flags);
  let worst = 0;
  for (const { revision, faults } of work) {
    if (work.length > 1) process.stdout.write(`\n${revision.suites.name}\n`);
    const code =
      flags.realTime === true
        ? await runInRealTime(revision, faults)
        : await runVirtually(revision, faults, flags, work.length > 1);
    worst = Math.max(worst, code);
  }
  return worst;
}

/** A revision and those of its faults that were asked for. */
interface Work {
  readonly revision: JudgedRevision;
  readonly faults: readonly Fault[];
}

async function runVirtually(
  revision: JudgedRevision,
  faults: readonly Fault[],
  flags: Flags,
  several: boolean,
): Promise<number> {
  const withVariants = flags.only.length === 0 && flags.variants;
  const isWhole = flags.only.length === 0 && flags.faults;
  const pool = new WorkerPool(flags.workers);
  try {
    const matrix = await runMatrix(
      {
        revision,
        suites: chosenSuites(flags.suite),
        faults,
        single: withVariants ? singleVariants(revision) : [],
        combined: withVariants ? combinedVariants(revision) : [],
        everyCheck: flags.everyCheck === true || (flags.only.length > 0 && faults.length < FEW),
      },
      pool,
      progress(faults.length),
    );
    if (flags.report !== undefined) {
      const file = reportFile(flags.report, revision.suites.name, several);
      await writeFile(file, `${JSON.stringify(matrix, null, 2)}\n`);
    }
    return conclude(matrix, revision, flags, isWhole);
  } finally {
    await pool.close();
  }
}

function conclude(matrix: KillMatrix, { suites, faults }: JudgedRevision, flags: Flags, isWhole: boolean): number {
  if (flags.brief !== true) process.stdout.write(`${matrixTable(matrix)}\n`);
  const requirements = suites.catalogue.requirements.map(({ id }) => id);
  const withScenarios = matrix.suites.includes('scenarios');
  const least = faults.leastAttributed ?? 1;
  const tolerated = isWhole ? toleratedIn(matrix, withScenarios ? least : Math.min(least, LEAST_BY_PROPERTIES)) : [];
  const shortcomings = [
    ...shortcomingsIn({ ...matrix, faults: matrix.faults.filter((row) => !tolerated.includes(row)) }, faults),
    ...(isWhole && withScenarios ? unguardedIn(matrix, requirements, faults.unguarded) : []),
  ];
  process.stdout.write(matrixSummary(matrix));
  if (tolerated.length > 0) {
    process.stdout.write(`\nTold as something else than what they break, as some may be:\n`);
    for (const { fault } of tolerated) process.stdout.write(`- ${fault}\n`);
  }
  if (shortcomings.length === 0) return 0;
  process.stdout.write(`\nNot as it should be:\n${shortcomings.map((each) => `- ${each}\n`).join('')}`);
  return 1;
}

/** Faults as servers, all at the same time, since they do little but wait. */
async function runInRealTime(revision: JudgedRevision, faults: readonly Fault[]): Promise<number> {
  const rows = await Promise.all(
    faults.map(async (fault) =>
      faultRow(fault, { scenarios: await judgeInRealTime(revision, fault) }, revision.faults.unguarded),
    ),
  );
  for (const { fault, attribution, findings } of rows) {
    const failures = findings['scenarios']?.failures.map(({ check, broken }) => `${broken} by ${check}`) ?? [];
    process.stdout.write(`${(attribution[TOGETHER] ?? 'missed').padEnd(6)}  ${fault}\n`);
    for (const failure of failures) process.stdout.write(`        ${failure}\n`);
  }
  return rows.every(({ attribution }) => ['right', 'unseen'].includes(attribution[TOGETHER] ?? '')) ? 0 : 1;
}

/** The faults that were asked for, by their names or by what they break, revision by revision. */
function chosen({ revision: names, only, faults: withFaults, variants, realTime }: Flags): readonly Work[] {
  if (!withFaults && (only.length > 0 || !variants || realTime === true)) {
    program.error('--no-faults leaves nothing to run here: give it without --only, --no-variants and --real-time.');
  }
  const revisions = judgedRevisions().filter(({ suites }) => names.length === 0 || names.includes(suites.name));
  if (!withFaults) return revisions.map((revision) => ({ revision, faults: [] }));
  const named = new Set(only.flatMap((name) => faultsMeantBy(name, revisions)));
  return revisions.flatMap((revision) => {
    const { faults, sample } = revision.faults;
    const usual = realTime === true ? faults.filter(({ id }) => sample.includes(id)) : faults;
    const wanted = only.length === 0 ? usual : faults.filter((fault) => named.has(fault));
    return wanted.length === 0 ? [] : [{ revision, faults: wanted }];
  });
}

function faultsMeantBy(name: string, revisions: readonly JudgedRevision[]): readonly Fault[] {
  const about = revisions.flatMap(({ faults }) =>
    faults.faults.filter(({ breaks }) => breaks.includes(name.toUpperCase())),
  );
  if (about.length > 0) return about;
  try {
    return [faultCalled(name).fault];
  } catch (error) {
    if (error instanceof InvalidArgumentError) program.error(error.message);
    throw error;
  }
}

function chosenSuites(wanted: Flags['suite']): JudgingSuite['name'][] {
  const known = JUDGING_SUITES.map(({ name }) => name);
  const suites = wanted === 'both' ? known : known.filter((name) => name === wanted);
  if (suites.length === 0) program.error(`There is no suite called ${wanted} yet.`);
  return suites;
}

/** Tells a person who watches how far it is. */
function progress(total: number): (name: string) => void {
  if (!process.stderr.isTTY) return () => undefined;
  let done = 0;
  return (name) => {
    done += 1;
    process.stderr.write(`\r\u001b[K${done} (of ${total} faults, and variants)  ${name}`);
  };
}

function collect(value: string, earlier: string[]): string[] {
  return [...earlier, value];
}

function collectRevision(value: string, earlier: string[]): string[] {
  const names = judgedRevisions().map(({ suites }) => suites.name);
  if (!names.includes(value)) throw new InvalidArgumentError(`There are ${names.join(', ')}.`);
  return collect(value, earlier);
}
