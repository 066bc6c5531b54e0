import type { Context } from '../kit/checks/context.js';
import type { Session } from '../kit/checks/session.js';

/** The words of a revision, as far as checks by chance use them themselves. */
export interface StoryContext extends Context {
  /** Cancels what has been left waiting. */
  takeBack(): Promise<void>;
}

/** Gives the words of a revision for one run: what a revision has to bring for its checks by chance. */
export type OpenContext<C extends StoryContext> = (session: Session) => C;
