import { beginRun } from '../../suites/first-look.js';
import { nameOf } from '../../suites/kit/checks/selection.js';
import { nameOfResult } from '../../suites/kit/checks/check-result.js';
import { allRevisions } from '../../suites/revisions.js';
import { configureGiven } from '../cli/config/configuration.js';
import type { Settings } from '../cli/config/settings.js';
import { requireWritableOutputs, writeOutputs } from '../cli/report-outputs.js';
import { loadBaseline } from '../report/baseline/baseline-file.js';
import { buildReport } from '../report/build-report.js';
import type { CheckReport } from '../report/document/check-schema.js';
import type { Report } from '../report/document/report-schema.js';
import { CollectedRun } from '../run/collected-run.js';
import { runBegun } from '../run/run-here.js';
import { runFacts } from '../run/run-facts.js';
import { type RunOptions, stopping } from './run-conformance.js';

/** What a runner of tests hands to a test, as far as it matters here: that of Vitest and of `node:test` will do. */
export interface TestContext {
  /** Tells the runner, with the reason, that a test has nothing to say. */
  skip?(reason: string): unknown;
}

/** What came of a test that did not fail. */
export interface TestOutcome {
  readonly verdict: 'pass' | 'observation' | 'not-applicable' | 'inconclusive' | 'expected-failure';
  /** Why it is no plain pass; what was observed. */
  readonly message: string;
}

/** A test for whichever runner there is: a name, and a function that rejects when the test fails. */
export interface ConformanceTest {
  readonly name: string;
  /**
   * Runs it. The first call of any of them starts all checks, side by side, since most of the time they wait; all others
   * wait for the same run, which cleans up after itself.
   *
   * @param context - what the runner hands to the test; where nothing could be judged its `skip` is told the reason
   * @throws Error that says in words what is wrong
   */
  run(context?: TestContext): Promise<TestOutcome>;
}

/**
 * Takes a first look at a homeserver, and makes the checks that are to judge it tests for any runner:
 *
 *     for (const check of await conformanceTests({ target })) test(check.name, () => check.run());
 *
 * The first is the first look itself, which fails where the server cannot be judged. The last states what the whole run
 * amounts to, and fails where the command would not end with 0, as when too little could be judged. Files that the settings
 * name are written when the run has ended.
 *
 * @param settings - by the names that they have in the configuration file; without a `target`, the embedded reference
 * @throws UsageError when a setting makes no sense
 */
export async function conformanceTests(
  settings: Settings = {},
  { signal }: RunOptions = {},
): Promise<readonly ConformanceTest[]> {
  const configuration = configureGiven(settings, process.cwd());
  const { plan, baseline, outputs } = configuration;
  requireWritableOutputs(outputs);
  const entries = baseline === undefined ? undefined : loadBaseline(baseline, 'baseline', allRevisions);
  const startedAt = new Date();
  const began = performance.now();
  const begun = await beginRun(plan, stopping(signal));
  const { look, prepared } = begun;

  let running: Promise<Report> | undefined;
  const report = (): Promise<Report> => (running ??= runAll());
  const runAll = async (): Promise<Report> => {
    const collected = new CollectedRun();
    await runBegun(begun, plan, collected);
    const durationMs = Math.round(performance.now() - began);
    const report = buildReport(runFacts(configuration, entries, { collected, overdue: false, startedAt, durationMs }));
    await writeOutputs(report, outputs);
    return report;
  };

  const first: ConformanceTest = {
    name: 'first look',
    run: async () => firstLook(await report(), look.reached ? look.speaks : ''),
  };
  // That nothing can be judged is said by the first test.
  if (!look.reached || look.looks.every(({ result }) => !result.implemented)) return [first];
  const several = look.looks.length > 1;
  return [
    first,
    ...(prepared?.checks ?? []).map((each) => ({
      name: `${several ? nameOf(each) : each.check.id}: ${each.check.title}`,
      run: async (context?: TestContext) => judged(checkIn(await report(), nameOf(each)), context),
    })),
    { name: 'conclusion of the whole run', run: async () => concluded(await report()) },
  ];
}

function firstLook({ preflight, reason }: Report, speaks: string): TestOutcome {
  if (preflight.length === 0) throw new Error(reason);
  const missing = preflight.find(({ implemented }) => !implemented);
  if (missing !== undefined) throw new Error(missing.reason);
  return { verdict: 'pass', message: speaks };
}

function checkIn({ revisions, reason }: Report, name: string): CheckReport {
  const check = revisions.flatMap(({ checks }) => checks).find((each) => nameOfResult(each) === name);
  if (check === undefined) throw new Error(`this check was not run: ${reason}`);
  return check;
}

function judged(check: CheckReport, context: TestContext | undefined): TestOutcome {
  const { verdict, message, expected } = check;
  if (verdict === 'fail') {
    if (expected === undefined) throw new Error(failureInWords(check));
    context?.skip?.(`the baseline expects this failure: ${expected.reason}`);
    return { verdict: 'expected-failure', message };
  }
  if (verdict === 'inconclusive' || verdict === 'not-applicable') context?.skip?.(`${verdict}: ${message}`);
  return { verdict, message };
}

/** A failure with the made-up story in which it was seen, and where that is found again, where there is one. */
function failureInWords({
  message,
  violation: { story = [], replay } = { symptom: 'different' },
}: CheckReport): string {
  const again = replay === undefined ? [] : [`Again: { seed: ${replay.seed}, replay: '${replay.path}' }`];
  return [message, ...story, ...again].join('\n');
}

function concluded({ conclusion, reason }: Report): TestOutcome {
  if (conclusion !== 'conformant') throw new Error(`${conclusion}: ${reason}`);
  return { verdict: 'pass', message: reason };
}
