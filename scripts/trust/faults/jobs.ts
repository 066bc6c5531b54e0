import type { Findings, JudgingSuite, Selection } from './judging-suite.js';

/** A homeserver to judge, as plain data. */
export interface Homeserver {
  /** The fault's id, or what the variant is called. */
  readonly name: string;
  readonly fault?: string;
  readonly readings?: Readonly<Record<string, string>>;
  readonly settings?: Readonly<Record<string, string>>;
}

/** What a worker is asked to do. */
export type Job = {
  /** The revision whose suites judge. */
  readonly revision: string;
} & (
  | {
      readonly kind: 'find-differing-checks';
      readonly suites: readonly JudgingSuite['name'][];
      readonly homeservers: readonly Homeserver[];
    }
  | {
      readonly kind: 'judge';
      readonly suite: JudgingSuite['name'];
      readonly homeserver: Homeserver;
      readonly selection?: Selection;
    }
);

/** What comes of each kind of job. */
export interface JobResults {
  'find-differing-checks': ReadonlyMap<string, Selection>;
  judge: Findings;
}
