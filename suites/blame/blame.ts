import type { Session } from '../kit/checks/session.js';
import type { Violation } from '../kit/checks/verdict.js';
import type { Breach } from './breach.js';

/**
 * What a revision knows of what a violation may follow from: its plug in the engine that decides, after the judgement, what
 * is to be mended first.
 *
 * @typeParam C - the words of the revision
 */
export interface Blame<C> {
  /**
   * What a violation tells more exactly by what it is about, such as an event that has not come.
   *
   * @returns nothing where it tells all there is to tell
   */
  exactly(violation: Violation, t: C, session: Session): Promise<Violation | undefined>;
  /**
   * What of the things that the check has done or taken for granted does not work by itself, and what the check found
   * follows from. The server is asked for them again, so that it takes its time.
   *
   * @param requirement - what the check has found to be broken
   */
  readonly beneath?: (requirement: string, t: C, session: Session) => Promise<Breach | undefined>;
}
