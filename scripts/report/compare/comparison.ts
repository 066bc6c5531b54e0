import type { CheckReport } from '../document/check-schema.js';
import type { Report } from '../document/report-schema.js';
import type { RevisionReport } from '../document/revision-schema.js';
import { isGood } from '../good-check.js';
import { isWholeRun } from '../whole-run.js';
import { type Change, changeOf } from './change.js';
import { type Standing, differ, isJudged, standingOf, urgencyOf } from './standing.js';

/** Several runs beside each other: what differs between them, and what is the same. */
export interface Comparison {
  readonly runs: readonly ComparedRun[];
  /** Whether these are two runs of the same server, so that the second can be better or worse. */
  readonly isAgain: boolean;
  readonly revisions: readonly ComparedRevision[];
}

/** One of the runs. */
export interface ComparedRun {
  /** What whoever compares calls it, where it has a name. */
  readonly name: string | undefined;
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
  /** The checks that fail now and did not, and those that failed and pass now; empty unless it is the same server. */
  readonly failsNow: readonly string[];
  readonly failsNoMore: readonly string[];
}

export interface ComparedRequirement {
  readonly id: string;
  readonly wording: string;
  readonly standings: readonly Standing[];
  readonly differs: boolean;
  /** Whether two runs or more have looked at it, so that it can differ. */
  readonly compared: boolean;
  /** Whether every run has come to a judgement. */
  readonly judgedByAll: boolean;
}

export interface ComparedQuestion {
  readonly id: string;
  readonly question: string;
  /** The readings that each server follows; several where it differs with itself, and none where nobody looked. */
  readonly readings: readonly (readonly string[])[];
  readonly differs: boolean;
  /** Whether two runs or more have observed a reading, so that they can differ. */
  readonly compared: boolean;
}

/**
 * Puts runs beside each other.
 *
 * @param called - what the runs are called, in their order, where they have names
 */
export function compareReports(reports: readonly Report[], called: readonly string[] = []): Comparison {
  const isAgain = isSameServer(reports);
  const names = [...new Set(reports.flatMap(({ revisions }) => revisions.map(({ name }) => name)))];
  return {
    runs: reports.map((report, index) => runOf(report, called[index])),
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

function runOf(report: Report, name: string | undefined): ComparedRun {
  const { target, startedAt, tool, conclusion, reason } = report;
  const { software } = target;
  return {
    name,
    target: target.name,
    software: software === undefined ? undefined : [software.name, software.version ?? ''].join(' ').trim(),
    startedAt,
    tool: `${tool.name} ${tool.version}${tool.commit === undefined ? '' : ` (${tool.commit.slice(0, 8)})`}`,
    conclusion,
    reason,
    isWhole: isWholeRun(report),
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
    const compared = standings.filter((standing) => standing !== 'not-run').length > 1;
    return { id, wording, standings, differs: differ(standings), compared, judgedByAll: standings.every(isJudged) };
  });
  const questions = merged(revisions.map((revision) => revision?.questions ?? [])).map(({ id, question }) => {
    const readings = revisions.map((revision) => revision?.questions.find((each) => each.id === id)?.observed ?? []);
    const known = readings.filter((observed) => observed.length > 0).map((observed) => observed.join());
    return { id, question, readings, differs: new Set(known).size > 1, compared: known.length > 1 };
  });
  return {
    name,
    forms: revisions.map((revision) => revision?.wire?.form),
    requirements: requirements.toSorted((a, b) => rankOf(a) - rankOf(b)),
    questions: questions.toSorted((a, b) => Number(b.differs) - Number(a.differs)),
    ...(isAgain ? whatBecame(requirements, revisions) : NOTHING_BECAME),
  };
}

/** All that any of several lists has, each once, in the order in which they have it. */
function merged<T extends { readonly id: string }>(lists: readonly (readonly T[])[]): T[] {
  return [...new Map(lists.flat().map((each) => [each.id, each])).values()];
}

function rankOf({ differs, standings }: ComparedRequirement): number {
  return (differs ? 0 : 10) + urgencyOf(standings);
}

/** What became of one server from the first run to the second. */
function whatBecame(
  requirements: readonly ComparedRequirement[],
  [before, after]: readonly (RevisionReport | undefined)[],
): Pick<ComparedRevision, 'changes' | 'failsNow' | 'failsNoMore'> {
  if (before === undefined || after === undefined) return NOTHING_BECAME;
  return {
    changes: requirements.flatMap((requirement) => changeOf(requirement, before, after) ?? []),
    failsNow: failingIn(after).filter((id) => before.checks.some((check) => check.id === id && !isFailure(check))),
    failsNoMore: failingIn(before).filter((id) => after.checks.some((check) => check.id === id && isGood(check))),
  };
}

const NOTHING_BECAME = { changes: [], failsNow: [], failsNoMore: [] };

function failingIn({ checks }: RevisionReport): string[] {
  return checks.filter(isFailure).map(({ id }) => id);
}

function isFailure({ verdict }: CheckReport): boolean {
  return verdict === 'fail';
}
