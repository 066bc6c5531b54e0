import type { FirstLook } from '../../suites/first-look.js';
import { pinsFor } from '../../suites/pins.js';
import { standingOf } from '../../suites/kit/checks/revision.js';
import { usualSort } from '../../suites/kit/checks/selection.js';
import { revisionCalled } from '../../suites/revisions.js';
import type { RunEnding } from '../../suites/kit/targets/run-ending.js';
import { secretsOf } from '../../suites/kit/connection/secrets-of-plan.js';
import type { BaselineEntry } from '../report/baseline/baseline.js';
import { commandAgain } from '../cli/config/command-again.js';
import type { Configuration } from '../cli/config/configuration.js';
import { maskedSettings } from '../cli/config/masked-settings.js';
import { mendFor } from '../doctor/mend.js';
import type { RunFacts } from '../report/build-report.js';
import { maskEnding, maskResults } from '../report/mask-results.js';
import { toolVersion } from '../report/tool-version.js';
import type { CollectedRun } from './collected-run.js';
import { whatLiftsLimits } from './what-lifts-limits.js';
import { whyLonger } from './why-longer.js';

/** How many of the names that a server lists are kept. */
const MOST_NAMES = 200;

/** What came of a run, and when. */
export interface EndedRun {
  readonly collected: CollectedRun;
  /** Whether it was interrupted and has not even then come to its end. */
  readonly overdue: boolean;
  readonly startedAt: Date;
  readonly durationMs: number;
}

/**
 * The facts of a run that has ended, from which its report is made.
 *
 * @param baseline - the failures that are expected, where somebody has listed them
 * @throws Error where something was lost on the way, which would be a mistake of ours
 */
export function runFacts(
  configuration: Configuration,
  baseline: readonly BaselineEntry[] | undefined,
  run: EndedRun,
): RunFacts {
  const { plan, maxInconclusive } = configuration;
  const { collected, overdue, startedAt, durationMs } = run;
  const secrets = secretsOf(plan);
  const ending = overdue ? OVERDUE : withRemarks(collected, durationMs, plan.accounts.adminToken !== undefined);
  const obstacle = obstacleIn(run);
  const { preflight } = collected;
  const reason = secrets.mask(obstacle ?? 'the run ended before it had found out anything.');
  const nothing = {
    ...factsOfNothing(configuration, startedAt, reason),
    maxInconclusive,
    durationMs,
    ending: ending === undefined ? undefined : maskEnding(ending, secrets),
  };
  if (obstacle !== undefined || preflight?.reached !== true) return nothing;
  const results = maskResults(collected.results, secrets);
  return {
    ...nothing,
    obstacle: undefined,
    baseline,
    target: targetFacts(preflight, (text) => secrets.mask(text)),
    revisions: preflight.looks.map(({ revision: name, result }) => {
      const revision = revisionCalled(name);
      return {
        revision,
        dialect: result.implemented ? result.summary : [],
        wire: result.implemented ? result.wire : undefined,
        obstacle: result.implemented ? undefined : secrets.mask(`${standingOf(result)}: ${result.reason}`),
        results: results.filter((each) => each.revision === name),
        pins: pinsFor(revision.catalogue, plan.pins, plan.pinSet),
      };
    }),
  };
}

/** What a first look has found out about the target, without secrets that it may have repeated. */
function targetFacts(
  { target, speaks, server = {} }: Extract<FirstLook, { reached: true }>,
  mask: (text: string) => string,
): RunFacts['target'] {
  const { versions, unstableFeatures } = server;
  const { version: ours } = toolVersion();
  const software = target === 'embedded' ? { name: 'futures-conformance reference', version: ours } : server.software;
  return {
    name: target,
    speaks: mask(speaks),
    ...(software === undefined
      ? {}
      : {
          software: Object.fromEntries(Object.entries(software).map(([name, value]) => [name, mask(value)])) as never,
        }),
    ...(versions === undefined ? {} : { versions: versions.slice(0, MOST_NAMES).map(mask) }),
    ...(unstableFeatures === undefined ? {} : { unstableFeatures: unstableFeatures.slice(0, MOST_NAMES).map(mask) }),
  };
}

/** How a run went, with the limits that were in its way and why it lasted longer than was to be expected. */
function withRemarks(
  { ending, expected, results }: CollectedRun,
  durationMs: number,
  isExempt: boolean,
): RunEnding | undefined {
  if (ending === undefined) return ending;
  const limits = whatLiftsLimits(results, isExempt);
  const why =
    expected &&
    whyLonger({ durationMs, expectedMs: expected.durationMs, results, ending, byChance: expected.byChance });
  return { ...ending, remarks: [...ending.remarks, ...[limits, why].filter((each) => each !== undefined)] };
}

/** The facts of a run that has judged nothing. */
export function factsOfNothing(
  { plan, settings, configFlag }: Configuration,
  startedAt: Date,
  obstacle: string,
): RunFacts {
  const { seed, runs, timeBudget, replay } = plan.exploration;
  return {
    obstacle,
    target: { name: plan.target },
    only: plan.only,
    suite: plan.sort ?? usualSort(plan.target, plan.only),
    startedAt,
    durationMs: 0,
    revisions: [],
    kept: plan.keep,
    configuration: maskedSettings(settings),
    seeds: {
      ...(seed === undefined ? {} : { seed }),
      ...(runs === undefined ? {} : { runs }),
      ...(timeBudget === undefined ? {} : { timeBudgetMs: timeBudget }),
      ...(replay === undefined ? {} : { replay }),
    },
    again: commandAgain(settings, configFlag),
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
function obstacleIn({ collected, overdue }: EndedRun): string | undefined {
  const { preflight } = collected;
  if (preflight === undefined && overdue) return 'the run was interrupted before it had found out anything.';
  requireComplete(collected, overdue);
  if (preflight === undefined) return undefined;
  if (!preflight.reached) {
    const { reason, kind } = preflight;
    return kind === undefined || kind === 'ended' ? `${reason}.` : `${reason}. ${mendFor(kind)}`;
  }
  return undefined;
}

/** Makes sure that nothing was lost on the way: that would be a mistake of ours, and never to be overlooked. */
function requireComplete({ preflight, lost, errors }: CollectedRun, overdue: boolean): void {
  if (preflight !== undefined && lost.length === 0 && errors.length === 0) return;
  if (overdue) return;
  const said = [...errors, ...lost.map((name) => `no result came from: ${name}`)].join('\n');
  throw new Error(said === '' ? 'the suites did not run' : said);
}
