import type { Account } from '../accounts/account.js';
import type { Answer } from '../connection/answer.js';
import type { Suite } from './check.js';
import type { Target } from '../targets/stage.js';
import type { HttpRequest } from '../connection/transport.js';

/** What a first look at a target has found out about a revision. */
export type Preflight =
  | {
      readonly implemented: true;
      /** How the server speaks the revision. Plain data, understood by the revision's own checks. */
      readonly dialect: unknown;
      /** The same in words, for people. */
      readonly summary: readonly string[];
    }
  | { readonly implemented: false; readonly reason: string };

/** A revision of the proposal, as far as running its checks is concerned. */
export interface RevisionSuites {
  readonly name: string;
  readonly suites: readonly Suite[];
  /**
   * Looks whether and how the target speaks the revision.
   *
   * @param known - parts of the dialect that somebody has set, and that need not be found out
   */
  preflight(target: Target, known: Readonly<Record<string, unknown>>): Promise<Preflight>;
  /** Takes back whatever the checks left running in an account. */
  cleanUp(account: Account, send: (request: HttpRequest) => Promise<Answer>, dialect: unknown): Promise<void>;
}
