import type { Report } from '../document/report-schema.js';
import type { RevisionReport } from '../document/revision-schema.js';
import { type Standing, changeIn, differ, standingOf, urgencyOf } from './standing.js';

/** Several runs beside each other: what differs between them, and what is the same. */
export interface Comparison {
  readonly runs: readonly ComparedRun[];
  /** Whether these are two runs of the same server, so that the second can be better or worse. */
  readonly isAgain: boolean;
  readonly revisions: readonly ComparedRevision[];
}

/** One of the runs. */
export interface ComparedRun {
  readonly target: string;
  readonly software: string | undefined;
  readonly startedAt: string;
  readonly tool: string;
  readonly conclusion: Report['conclusion'];
  readonly reason: string;
  readonly isWhole: boolean;
}

/** What the runs say of one revision; all that is told by run is in the order of the runs. */
export interface ComparedRevision {
  readonly name: string;
  /** The form in which each server speaks it, in words, as far as the run tells. */
  readonly forms: readonly (string | undefined)[];
  /** Those that differ come first, those that are broken before others. */
  readonly requirements: readonly ComparedRequirement[];
  /** Those that differ come first. */
  readonly questions: readonly ComparedQuestion[];
  /** What became of the server from the first run to the second; empty unless it is the same. */
  readonly changes: readonly Change[];
  /** The checks that fail in the second run alone, and in the first alone; empty unless it is the same server. */
  readonly failsNow: readonly string[];
  readonly failsNoMore: readonly string[];
}

export interface ComparedRequirement {
  readonly id: string;
  readonly wording: string;
  readonly standings: readonly Standing[];
  readonly differs: boolean;
}

export interface ComparedQuestion {
  readonly id: string;
  readonly question: string;
  /** The readings that each server follows; several where it differs with itself, and none where nobody looked. */
  readonly readings: readonly (readonly string[])[];
  readonly differs: boolean;
}

export interface Change {
  readonly id: string;
  readonly wording: string;
  readonly before: Standing;
  readonly after: Standing;
  readonly is: 'better' | 'worse' | 'other';
}

/** Puts runs beside each other. */
export function compareReports(reports: readonly Report[]): Comparison {
  const isAgain = isSameServer(reports);
  const names = [...new Set(reports.flatMap(({ revisions }) => revisions.map(({ name }) => name)))];
  return {
    runs: reports.map(runOf),
    isAgain,
    revisions: names.map((name) =>
      comparedRevision(
        name,
        reports.map(({ revisions }) => revisions.find((revision) => revision.name === name)),
        isAgain,
      ),
    ),
  };
}

function runOf({ target, startedAt, tool, conclusion, reason, only, run }: Report): ComparedRun {
  const { name, software } = target;
  return {
    target: name,
    software: software === undefined ? undefined : [software.name, software.version ?? ''].join(' ').trim(),
    startedAt,
    tool: `${tool.name} ${tool.version}${tool.commit === undefined ? '' : ` (${tool.commit.slice(0, 8)})`}`,
    conclusion,
    reason,
    isWhole: only.length === 0 && run.cutShort === undefined,
  };
}

/** Whether these are two runs of one server, be it in another version or at another address. */
function isSameServer(reports: readonly Report[]): boolean {
  const [one, other] = reports;
  if (one === undefined || other === undefined || reports.length !== 2) return false;
  const software = [one, other].map(({ target }) => target.software?.name);
  if (software[0] !== undefined && software[1] !== undefined) return software[0] === software[1];
  return one.target.name === other.target.name;
}

function comparedRevision(
  name: string,
  revisions: readonly (RevisionReport | undefined)[],
  isAgain: boolean,
): ComparedRevision {
  const requirements = merged(revisions.map((revision) => revision?.requirements ?? [])).map(({ id, wording }) => {
    const standings = revisions.map((revision) => standingOf(id, revision));
    return { id, wording, standings, differs: differ(standings) };
  });
  const questions = merged(revisions.map((revision) => revision?.questions ?? [])).map(({ id, question }) => {
    const readings = revisions.map((revision) => revision?.questions.find((each) => each.id === id)?.observed ?? []);
    const known = readings.filter((observed) => observed.length > 0).map((observed) => observed.join());
    return { id, question, readings, differs: new Set(known).size > 1 };
  });
  return {
    name,
    forms: revisions.map((revision) => revision?.wire?.form),
    requirements: requirements.toSorted((a, b) => rankOf(a) - rankOf(b)),
    questions: questions.toSorted((a, b) => Number(b.differs) - Number(a.differs)),
    changes: isAgain ? requirements.flatMap(changeOf) : [],
    failsNow: isAgain ? failsOnlyIn(revisions[1], revisions[0]) : [],
    failsNoMore: isAgain ? failsOnlyIn(revisions[0], revisions[1]) : [],
  };
}

/** All that any of several lists has, each once, in the order in which they have it. */
function merged<T extends { readonly id: string }>(lists: readonly (readonly T[])[]): T[] {
  return [...new Map(lists.flat().map((each) => [each.id, each])).values()];
}

function rankOf({ differs, standings }: ComparedRequirement): number {
  return (differs ? 0 : 10) + urgencyOf(standings);
}

function changeOf({ id, wording, standings: [before = 'not-run', after = 'not-run'] }: ComparedRequirement): Change[] {
  const is = changeIn(before, after);
  // What one of the runs did not look at has not changed.
  if (is === 'none' || before === 'not-run' || after === 'not-run') return [];
  return [{ id, wording, before, after, is }];
}

/** The checks that fail in one run and do not in the other, though it ran them. */
function failsOnlyIn(one: RevisionReport | undefined, other: RevisionReport | undefined): string[] {
  const failing = one?.checks.filter(({ verdict }) => verdict === 'fail') ?? [];
  return failing
    .filter(({ id }) => other?.checks.some((check) => check.id === id && check.verdict !== 'fail') === true)
    .map(({ id }) => id);
}
