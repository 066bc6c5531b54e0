import type { Session } from './session.js';

/** What a check takes from its target. */
export interface Needs {
  /** How many accounts take part; one unless said otherwise. */
  readonly accounts?: 1 | 2 | 3;
  /**
   * The first account, or each of them, is used by no other check: its listing starts empty, and nothing else counts
   * against its limits.
   */
  readonly ownAccount?: boolean | 'all';
  /** The most futures that wait at the same time; four unless said otherwise. */
  readonly pending?: number;
  /** The longest time, in beats, that the check spends waiting in a row of waits; see `Context.beats`. */
  readonly wait?: number;
  /** How the embedded reference has to be set up for the check: options of `createHomeserver`. */
  readonly embedded?: Readonly<Record<string, unknown>>;
  /** The check restarts the server, and so runs after all others, where somebody has said how that is done. */
  readonly restart?: boolean;
  /** Nothing else may go on meanwhile: where checks run side by side, it runs when all others have ended. */
  readonly alone?: boolean;
  /** The check is a property: it makes up its stories by chance. Over a URL it runs only when it is asked for. */
  readonly byChance?: boolean;
  /** Only virtual time makes this check possible, for the reason given. */
  readonly virtualTime?: string;
}

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
