import type { Course } from './course.js';
import type { EvidenceEntry } from './evidence.js';
import type { Observation, Warning } from './noted.js';
import type { Scene } from './scene.js';
import type { Symptom } from './discrepancy.js';
import type { Replay, Verdict } from './verdict.js';

/** What a result's check is called where those of several revisions meet: two revisions may each have one of an id. */
export function nameOfResult({ revision, id }: Pick<CheckResult, 'revision' | 'id'>): string {
  return `${revision} ${id}`;
}

/** How a broken requirement shows. Plain data. */
export interface ViolationShown {
  readonly symptom: Symptom;
  /** What was looked at, or when. */
  readonly what?: string;
  readonly expected?: string;
  readonly seen?: string;
  /** The made-up story in which it was seen, line by line. */
  readonly story?: readonly string[];
  /** Where that story is found again. */
  readonly replay?: Replay;
  /** What there was to be seen then. */
  readonly scene?: Scene;
}

/** What running a check has brought to light. Plain data. */
export interface CheckResult {
  readonly id: string;
  readonly title: string;
  readonly revision: string;
  readonly area: string;
  /** What the check names. */
  readonly requirements: readonly string[];
  readonly verdict: Verdict;
  /** Why the verdict is not a pass; what was observed; empty on a plain pass. */
  readonly message: string;
  /** The broken requirement, on a failure. */
  readonly broken?: string;
  /** How that shows. */
  readonly violation?: ViolationShown;
  /** What else is broken, where the check cannot tell because of that. */
  readonly spoiltBy?: string;
  /** The check itself, or the harness, has a mistake: `inconclusive`, and never to be overlooked. */
  readonly mistake?: true;
  /** The requirements and questions on which the run came to a judgement. */
  readonly judged: readonly string[];
  readonly observations: readonly Observation[];
  readonly warnings: readonly Warning[];
  /** How long it took on our clock, in milliseconds. */
  readonly durationMs: number;
  /** How often it was run: 2 where the first run could not tell. */
  readonly runs: number;
  /** What happened, of the last run; kept where there is something to explain. */
  readonly evidence: readonly EvidenceEntry[];
  /** When what happened, of the last run; where somebody wants to see that, and it makes a picture. */
  readonly course?: Course;
}
