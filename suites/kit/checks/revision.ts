import type { z } from 'zod';

import type { Catalogue } from '../../../fixtures/requirements/catalogue.js';
import type { Account } from '../accounts/account.js';
import type { Answer } from '../connection/answer.js';
import type { Suite } from './check.js';
import type { Facet } from './facet.js';
import type { IsToBeCleared, Target } from '../targets/stage.js';
import type { HttpRequest } from '../connection/transport.js';

/** The form in which a server speaks a revision, held against the one that the revision itself lays down. Plain data. */
export interface WireFacts {
  /** Which form it is, for people. */
  readonly words: string;
  /** What the revision's own form has words for, and this one has not. */
  readonly lacks: readonly string[];
  /** The requirements that it cannot express, each with the reason. */
  readonly cannot: Readonly<Record<string, string>>;
  /** The requirements that it expresses otherwise, each with how. */
  readonly alters: Readonly<Record<string, string>>;
}

/** What a first look at a target has found out about a revision. */
export type Preflight =
  | {
      readonly implemented: true;
      /** How the server speaks the revision. Plain data, understood by the revision's own checks. */
      readonly dialect: unknown;
      /** The same in words, for people. */
      readonly summary: readonly string[];
      /** The form in which it is spoken, where a revision has several. */
      readonly wire?: WireFacts;
      /** How many events of one user may wait at the same time, where the server says so. */
      readonly mostWaiting?: number | undefined;
      /** The ids of the only checks with which there is anything to judge; all unless given. */
      readonly checks?: readonly string[];
    }
  | {
      readonly implemented: false;
      /** What was looked for and not found, as a part of a sentence. */
      readonly reason: string;
      /** Whether it is there, and somebody has switched it off. */
      readonly isSwitchedOff?: boolean;
    };

/** What a revision is that is not judged, before the reason is told. */
export function standingOf({ isSwitchedOff }: Extract<Preflight, { implemented: false }>): string {
  return isSwitchedOff === true ? 'switched off' : 'not implemented';
}

/** A part of a revision's dialect that a person may set, so that it need not be found out. */
export interface DialectSetting {
  /** The field of the dialect that it sets. */
  readonly field: string;
  /** What its values have to be; its description stands in the published schema of the configuration file. */
  readonly schema: z.ZodType;
  /** What stands for the value in the help of the flag, such as `path`. */
  readonly placeholder: string;
  /** What the help says of the flag. */
  readonly help: string;
  /** What its values look like, for the sentence that says what was expected. */
  readonly expected: string;
  /** From text, as flags and environment variables have it, to what the schema judges; the text itself unless given. */
  readonly read?: (text: string) => unknown;
}

/** A revision of the proposal, as far as running its checks is concerned: everything that other places know of it. */
export interface RevisionSuites {
  /** Its name on the command line and in reports. */
  readonly name: string;
  /** What the revision asks for, and what it leaves open. */
  readonly catalogue: Catalogue;
  /** The checks, area by area. */
  readonly suites: readonly Suite[];
  /** What a person may set about how a server speaks it, by the name of the setting, such as `token-method`. */
  readonly settings: Readonly<Record<string, DialectSetting>>;
  /** The requirements that ask for error bodies: what comes from something in front of the server is judged by no other. */
  readonly onErrorBodies: ReadonlySet<string>;
  /** What may go wrong with whatever a server does, and which requirements are about that. */
  readonly facets: readonly Facet[];
  /**
   * Looks whether and how the target speaks the revision.
   *
   * @param known - parts of the dialect that somebody has set, and that need not be found out
   */
  preflight(target: Target, known: Readonly<Record<string, unknown>>): Promise<Preflight>;
  /**
   * Looks how late what is due comes on a target in real time, from the beginning of a run on, for all of its checks. Nobody
   * need wait for it: what comes of it is in the target's `lateness`.
   */
  learnLateness?(target: Target, dialect: unknown): Promise<void>;
  /**
   * Takes back whatever the checks left running in an account, and nothing that is not to be cleared.
   *
   * @param waiting - what the checks are known to have left waiting there, by the names that they gave it
   */
  cleanUp(
    account: Account,
    send: (request: HttpRequest) => Promise<Answer>,
    dialect: unknown,
    isToBeCleared: IsToBeCleared,
    waiting: readonly string[],
  ): Promise<void>;
}
