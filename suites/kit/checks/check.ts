import type { Needs } from './needs.js';
import type { Session } from './session.js';

/** One thing that a homeserver must do, as a value that any runner can run. */
export interface Check {
  /** Permanent, `area.what-it-verifies`. */
  readonly id: string;
  /** A sentence that is true of a conformant server. */
  readonly title: string;
  /** The requirements and open questions that the check judges; each pass has to have judged every one of them. */
  readonly requirements: readonly string[];
  readonly needs: Needs;
  run(session: Session): Promise<void>;
}

/** The checks on one area of a revision's requirement table. */
export interface Suite {
  readonly revision: string;
  readonly area: string;
  readonly checks: readonly Check[];
}
