/** How a revision judges what all revisions judge: which requirement is broken by what, and which lateness is fine. */
export interface Judging {
  /** The requirement ids by what they are about. */
  readonly ids: {
    /** Not sent when its time has come. */
    readonly missing: string;
    /** Sent before it could be due. */
    readonly early: string;
    /** Sent later than is fine. */
    readonly late: string;
    /** Sent in the name of somebody else than who scheduled it. */
    readonly sender: string;
  };
  /** Beyond this much lateness there is a warning, unless a bound is pinned. Milliseconds. */
  readonly lateness: number;
  /**
   * How late events may come at all, in milliseconds, where the text says so: a silence that lasts longer proves no more.
   * Absent where it names no bound.
   */
  readonly bound?: number;
  /**
   * How long the first event of a run is waited for by which is to be seen whether any comes by itself, in milliseconds, and every
   * event where a server seems to work by turns: longer than events may be late of which nobody says that they are missing.
   */
  readonly longestLateness: number;
  /** The requirements whose checks judge themselves who sends an event. */
  readonly aboutSenders: ReadonlySet<string>;
}
