/** One thing that was looked at. */
export interface Finding {
  /** What was looked at, in a word or two. */
  readonly name: string;
  /** A problem means that the suites cannot be run; a remark is worth knowing. */
  readonly state: 'fine' | 'remark' | 'problem';
  readonly text: string;
  /** What a person can do about a problem, as a sentence. */
  readonly mend?: string;
}

/** What a server and the way to it look like before a run. Plain data. */
export interface Diagnosis {
  readonly target: string;
  /** Whether the suites can be run. */
  readonly ready: boolean;
  readonly findings: readonly Finding[];
}
