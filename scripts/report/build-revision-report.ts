import { findingsIn } from '../../suites/blame/findings.js';
import type { Catalogue } from '../../fixtures/requirements/catalogue.js';
import type { CheckResult } from '../../suites/kit/checks/check-result.js';
import { conclude } from '../../suites/kit/checks/conclusion.js';
import type { RevisionSuites, WireFacts } from '../../suites/kit/checks/revision.js';
import type { Tolerance } from '../../suites/kit/checks/tolerance.js';
import { VERDICTS } from '../../suites/kit/checks/verdict.js';
import { againCommand } from './again.js';
import { boundEvidence } from './bound-evidence.js';
import { expectFailures, type StaleEntry } from './baseline/apply-baseline.js';
import type { BaselineEntry } from './baseline/baseline.js';
import { entriesOn } from './baseline/entries-on.js';
import type { CheckReport } from './document/check-schema.js';
import type { QuestionReport, RevisionReport } from './document/revision-schema.js';
import { requirementVerdicts } from './requirement-verdicts.js';
import { wireStanding } from './wire-standing.js';

/** What a run has brought to light of one revision, before it is put in order. */
export interface RevisionFacts {
  readonly revision: RevisionSuites;
  /** Why it was not judged, in whole sentences, where that is so. */
  readonly obstacle?: string | undefined;
  readonly dialect?: readonly string[];
  /** The form in which the server speaks it, where it has several. */
  readonly wire?: WireFacts | undefined;
  readonly results: readonly CheckResult[];
  /** The readings that the run has made requirements, by question. */
  readonly pins?: Readonly<Record<string, string>>;
}

/** What of the run as a whole counts for each revision. */
export interface RunAround {
  /** Whether the run took all that there is. */
  readonly whole: boolean;
  readonly cutShort?: string | undefined;
  /** The failures that are expected, and which of them are so no more, where somebody has listed them. */
  readonly baseline?: { readonly entries: readonly BaselineEntry[]; readonly stale: readonly StaleEntry[] } | undefined;
  /** How many checks may be unable to tell. */
  readonly maxInconclusive?: Tolerance | undefined;
  /** The command that runs against the same target, and by the same revision, once more. */
  readonly again: string;
}

/** Puts in order what a run says of one revision: the checks in the catalogue's order, and what follows from them. */
export function buildRevisionReport(facts: RevisionFacts, around: RunAround): RevisionReport {
  const { revision, obstacle, wire, pins = {}, dialect = [] } = facts;
  const { catalogue } = revision;
  const { whole, cutShort, baseline, maxInconclusive, again } = around;
  const checks = expectFailures(inOrder(facts.results, catalogue), entriesOn(revision, baseline?.entries ?? []));
  const stale = entriesOn(revision, baseline?.stale ?? []);
  const unexpected = checks.filter(({ expected }) => expected === undefined);
  const findings = findingsIn(unexpected, revision.facets, idsIn(catalogue));
  const concluded = conclude(checks, {
    findings,
    cutShort,
    stale,
    ...(maxInconclusive === undefined ? {} : { maxInconclusive }),
  });
  const requirements = requirementVerdicts(catalogue, checks);
  const areas = new Set([...checks, ...requirements].map(({ area }) => area));
  return {
    name: revision.name,
    implemented: obstacle === undefined,
    dialect: [...dialect],
    // A run of only some checks says nothing of all requirements.
    ...(wire === undefined || !whole ? {} : { wire: wireStanding(wire, requirements) }),
    ...(obstacle === undefined ? concluded : { conclusion: 'could-not-judge', reason: obstacle }),
    totals: Object.fromEntries(
      VERDICTS.map((name) => [name, checks.filter(({ verdict }) => verdict === name).length]),
    ) as RevisionReport['totals'],
    areas: catalogue.areas.filter(({ name }) => areas.has(name)).map(({ name, title }) => ({ name, title })),
    findings: findings.map((finding) => {
      const best = checks.find(({ id }) => id === finding.witnesses[0]);
      const [witnesses, alsoBroken, spoilt] = [[...finding.witnesses], [...finding.alsoBroken], [...finding.spoilt]];
      return {
        ...finding,
        witnesses,
        alsoBroken,
        spoilt,
        again: best === undefined ? again : againCommand(again, best),
      };
    }),
    ...(baseline === undefined ? {} : { baseline: { stale } }),
    checks: [...boundEvidence(checks, findings)],
    requirements,
    questions: questionsIn(catalogue, checks, pins),
    observations: checks.flatMap(({ observations }) => observations),
  };
}

/** Within an area the order of the ids keeps two reports comparable, whatever order the checks ended in. */
function inOrder(results: readonly CheckResult[], catalogue: Catalogue): CheckReport[] {
  const areas = catalogue.areas.map(({ name }) => name);
  return results.toSorted(
    (a, b) => areas.indexOf(a.area) - areas.indexOf(b.area) || a.id.localeCompare(b.id, 'en'),
  ) as CheckReport[];
}

function questionsIn(
  catalogue: Catalogue,
  checks: readonly CheckReport[],
  pins: Readonly<Record<string, string>>,
): QuestionReport[] {
  const observations = checks.flatMap((check) => check.observations);
  const looked = new Set(checks.flatMap(({ requirements }) => requirements));
  return catalogue.questions.flatMap(({ id, question, readings }) => {
    const observed = new Set(observations.filter((each) => each.question === id).map(({ reading }) => reading));
    if (observed.size === 0 && !looked.has(id)) return [];
    const usual = readings.find((reading) => reading.default === true)?.name;
    const pinned = pins[id];
    return [
      {
        id,
        question,
        ...(usual === undefined ? {} : { usual }),
        ...(pinned === undefined ? {} : { pinned }),
        observed: [...observed],
        meanings: Object.fromEntries(readings.map(({ name, meaning }) => [name, meaning])),
      },
    ];
  });
}

/** The ids of all requirements and questions, in the catalogue's order. */
function idsIn({ requirements, questions }: Catalogue): string[] {
  return [...requirements, ...questions].map(({ id }) => id);
}
