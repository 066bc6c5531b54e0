import type { CheckResult } from '../../suites/kit/checks/check-result.js';
import { findingsIn } from '../../suites/blame/findings.js';
import type { Catalogue } from '../../fixtures/requirements/catalogue.js';
import type { RunEnding } from '../../suites/kit/targets/run-ending.js';
import type { RevisionSuites, WireFacts } from '../../suites/kit/checks/revision.js';
import type { Sort } from '../../suites/kit/checks/sort.js';
import { VERDICTS } from '../../suites/kit/checks/verdict.js';
import { applyBaseline } from './baseline/apply-baseline.js';
import type { BaselineEntry } from './baseline/baseline.js';
import type { Tolerance } from '../../suites/kit/checks/tolerance.js';
import { conclude } from '../../suites/kit/checks/conclusion.js';
import { type CheckReport, REPORT_VERSION, type Report, reportSchema } from './report.js';
import { requirementVerdicts } from './requirement-verdicts.js';
import { toolVersion } from './tool-version.js';
import { wireStanding } from './wire-standing.js';

/** What a run has brought to light, before it is put in order. */
export interface RunFacts {
  /** The revision that was judged; undefined where the run ended before one was chosen. */
  readonly revision: RevisionSuites | undefined;
  /** What the server speaks, as a sentence. */
  readonly speaks?: string | undefined;
  /** Why nothing was judged, in whole sentences, where that is so. */
  readonly obstacle?: string | undefined;
  readonly target: string;
  readonly dialect: readonly string[];
  /** The form in which the server speaks the revision, where that has several. */
  readonly wire?: WireFacts | undefined;
  readonly only: readonly string[];
  readonly suite: Sort;
  readonly startedAt: Date;
  readonly durationMs: number;
  readonly results: readonly CheckResult[];
  /** How the run itself went; unknown where it could not even be ended in order. */
  readonly ending?: RunEnding | undefined;
  /** Whether everything was left behind on purpose. */
  readonly kept?: boolean;
  /** The failures that are expected, where somebody has listed them. */
  readonly baseline?: readonly BaselineEntry[] | undefined;
  /** How many checks may be unable to tell. */
  readonly maxInconclusive?: Tolerance | undefined;
}

/** What a run is taken for that was not ended in order. */
const NO_ENDING: RunEnding = { left: [], throttledMs: 0, worstLatenessMs: 0, silenceMs: 0, remarks: [] };

/** Makes the one document of a run: the checks in the catalogue's order, and what follows from them. */
export function buildReport(facts: RunFacts): Report {
  const catalogue = facts.revision?.catalogue;
  const areas = (catalogue?.areas ?? []).map((area) => area.name);
  // Within an area the order of the ids keeps two reports comparable, whatever order the checks ended in.
  const results = facts.results.toSorted(
    (a, b) => areas.indexOf(a.area) - areas.indexOf(b.area) || a.id.localeCompare(b.id, 'en'),
  ) as CheckReport[];
  const { left, throttledMs, worstLatenessMs, silenceMs, accounts, accountSources, cleared, cutShort, remarks } =
    facts.ending ?? NO_ENDING;
  const today = facts.startedAt.toISOString().slice(0, 10);
  const whole = facts.only.length === 0 && facts.suite !== 'properties' && cutShort === undefined;
  const { checks, stale } = applyBaseline(results, facts.baseline ?? [], today, whole);
  const { maxInconclusive } = facts;
  const unexpected = checks.filter(({ expected }) => expected === undefined);
  const findings = findingsIn(unexpected, facts.revision?.facets ?? [], idsIn(catalogue));
  const concluded = conclude(checks, {
    findings,
    cutShort,
    stale,
    ...(maxInconclusive === undefined ? {} : { maxInconclusive }),
  });
  const requirements = catalogue === undefined ? [] : requirementVerdicts(catalogue, checks);
  return reportSchema.parse({
    version: REPORT_VERSION,
    tool: toolVersion(),
    startedAt: facts.startedAt.toISOString(),
    durationMs: facts.durationMs,
    revision: facts.revision?.name ?? 'none',
    target: facts.target,
    speaks: facts.speaks,
    dialect: facts.dialect,
    // A run of only some checks says nothing of all requirements.
    ...(facts.wire === undefined || !whole ? {} : { wire: wireStanding(facts.wire, requirements) }),
    only: facts.only,
    suite: facts.suite,
    ...(facts.obstacle === undefined ? concluded : { conclusion: 'could-not-judge', reason: facts.obstacle }),
    findings,
    totals: Object.fromEntries(VERDICTS.map((name) => [name, checks.filter(({ verdict }) => verdict === name).length])),
    run: {
      worstLatenessMs,
      silenceMs,
      throttledMs,
      repeats: checks.filter(({ runs }) => runs > 1).length,
      leftBehind: left,
      remarks,
      kept: facts.kept ?? false,
      accounts,
      accountSources,
      cleared,
      cutShort,
    },
    ...(facts.baseline === undefined ? {} : { baseline: { stale } }),
    checks,
    requirements,
    observations: checks.flatMap(({ observations }) => observations),
  });
}

/** The ids of all requirements and questions, in the catalogue's order. */
function idsIn(catalogue: Catalogue | undefined): string[] {
  return [...(catalogue?.requirements ?? []), ...(catalogue?.questions ?? [])].map(({ id }) => id);
}
