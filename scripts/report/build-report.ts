import { type Conclusion, worstOf } from '../../suites/kit/checks/conclusion.js';
import type { Sort } from '../../suites/kit/checks/sort.js';
import type { Tolerance } from '../../suites/kit/checks/tolerance.js';
import type { RunEnding } from '../../suites/kit/targets/run-ending.js';
import { allRevisions } from '../../suites/revisions.js';
import { revisionAgain } from './again.js';
import { staleEntries } from './baseline/apply-baseline.js';
import type { BaselineEntry } from './baseline/baseline.js';
import { revisionsHaving } from './baseline/entries-on.js';
import { type RevisionFacts, type RunAround, buildRevisionReport } from './build-revision-report.js';
import { REPORT_VERSION, type Report, reportSchema } from './document/report-schema.js';
import type { RevisionReport } from './document/revision-schema.js';
import { toolVersion } from './tool-version.js';
import { isWholeRun } from './whole-run.js';

/** What a run has brought to light, before it is put in order. */
export interface RunFacts {
  readonly target: Report['target'];
  readonly only: readonly string[];
  readonly suite: Sort;
  readonly startedAt: Date;
  readonly durationMs: number;
  /** What a run says of each revision that was looked for; none where it ended before one was chosen. */
  readonly revisions: readonly RevisionFacts[];
  /** Why nothing was judged at all, in whole sentences, where that is so. */
  readonly obstacle?: string | undefined;
  /** How the run itself went; unknown where it could not even be ended in order. */
  readonly ending?: RunEnding | undefined;
  /** Whether everything was left behind on purpose. */
  readonly kept?: boolean;
  /** The failures that are expected, where somebody has listed them. */
  readonly baseline?: readonly BaselineEntry[] | undefined;
  /** How many checks may be unable to tell. */
  readonly maxInconclusive?: Tolerance | undefined;
  readonly configuration?: Report['configuration'];
  readonly seeds?: Report['seeds'];
  /** The command that runs against the same target once more; without flags but the target, unless given. */
  readonly again?: string;
}

/** What a run is taken for that was not ended in order. */
const NO_ENDING: RunEnding = { left: [], throttledMs: 0, worstLatenessMs: 0, silenceMs: 0, remarks: [] };

/** Makes the one document of a run. */
export function buildReport(facts: RunFacts): Report {
  const { left, throttledMs, worstLatenessMs, silenceMs, accounts, accountSources, cleared, cutShort, remarks } =
    facts.ending ?? NO_ENDING;
  const { again = commandAt(facts.target.name), maxInconclusive } = facts;
  const several = facts.revisions.length > 1;
  const whole = isWholeRun({ only: [...facts.only], suite: facts.suite, run: { cutShort } });
  const revisions = facts.revisions.map((each) =>
    buildRevisionReport(each, {
      whole,
      cutShort,
      baseline: heldAgainst(facts, whole),
      maxInconclusive,
      again: revisionAgain(again, each.revision.name, several),
    }),
  );
  return reportSchema.parse({
    version: REPORT_VERSION,
    tool: toolVersion(),
    startedAt: facts.startedAt.toISOString(),
    durationMs: facts.durationMs,
    target: facts.target,
    configuration: facts.configuration ?? {},
    again,
    only: facts.only,
    suite: facts.suite,
    seeds: facts.seeds ?? {},
    preflight: facts.revisions.map(({ revision, obstacle, dialect = [] }) => ({
      revision: revision.name,
      implemented: obstacle === undefined,
      summary: dialect,
      ...(obstacle === undefined ? {} : { reason: obstacle }),
    })),
    ...(facts.obstacle === undefined
      ? conclusionOfAll(revisions)
      : { conclusion: 'could-not-judge', reason: facts.obstacle }),
    run: {
      worstLatenessMs,
      silenceMs,
      throttledMs,
      repeats: revisions.flatMap(({ checks }) => checks).filter(({ runs }) => runs > 1).length,
      leftBehind: left,
      remarks,
      kept: facts.kept ?? false,
      accounts,
      accountSources,
      cleared,
      cutShort,
    },
    revisions,
  });
}

/** The baseline of a run, with what the run says of it. */
function heldAgainst({ baseline: entries, revisions, startedAt }: RunFacts, whole: boolean): RunAround['baseline'] {
  if (entries === undefined) return undefined;
  const judged = revisions.map(({ revision, results }) => ({ name: revision.name, checks: results }));
  const known = [...new Set([...allRevisions, ...revisions.map(({ revision }) => revision)])];
  const having = (id: string): string[] => revisionsHaving(id, known);
  return { entries, stale: staleEntries(entries, judged, dayOf(startedAt), whole, having) };
}

/** A day, such as `2026-11-29`. */
function dayOf(moment: Date): string {
  return moment.toISOString().slice(0, 10);
}

/** What the whole run amounts to: the worst of what it says of each revision. */
export function conclusionOfAll(revisions: readonly RevisionReport[]): Conclusion {
  const [only, ...others] = revisions;
  if (only !== undefined && others.length === 0) return { conclusion: only.conclusion, reason: only.reason };
  return {
    conclusion: worstOf(revisions.map(({ conclusion }) => conclusion)),
    reason: revisions.map(({ name, reason }) => `${name}: ${reason}`).join('; ') || 'no revision was judged',
  };
}

function commandAt(target: string): string {
  return ['npx futures-conformance', ...(target === 'embedded' ? [] : [`--target ${target}`])].join(' ');
}
