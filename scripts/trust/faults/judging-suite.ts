import type { Check } from '../../../suites/kit/checks/check.js';
import type { Failure } from './attribution.js';

/** Which checks are worth running on a homeserver that differs from the reference, as {@link DifferingChecks} found out. */
export interface Selection {
  /** How the reference speaks the revision: checks on a homeserver that speaks otherwise are all worth running. */
  readonly dialect: unknown;
  /** Their ids. */
  readonly checks: readonly string[];
}

/** What became of a check that failed, with what it had to say. */
export interface ExplainedFailure extends Failure {
  readonly message: string;
}

/** What running a suite on one homeserver has brought to light. Plain data. */
export interface Findings {
  /** How many checks were run. */
  readonly ran: number;
  readonly failures: readonly ExplainedFailure[];
  /** Where what is only advised was missing. */
  readonly warnings: readonly ExplainedFailure[];
  /** Checks that could not tell. */
  readonly inconclusive: readonly { readonly check: string; readonly message: string }[];
}

/** A part of the checks, by which homeservers are judged. */
export interface JudgingSuite {
  readonly name: 'scenarios' | 'properties';
  /** Whether a check is part of it. */
  has(check: Check): boolean;
}
