import type { Counterexample } from './counterexample.js';
import type { Exercised } from './exercised.js';
import type { Terms } from './terms.js';

/** What to look for, and for how long. */
export interface Search {
  readonly themes: readonly string[];
  readonly seed: number;
  /** How many sequences at the most. */
  readonly runs: number;
  /** How long at the most, in milliseconds. */
  readonly timeBudget?: number;
  /** The path of the one sequence to tell, below the seed. */
  readonly replay?: string;
}

/** What was found. */
export interface Findings<T extends Terms> {
  readonly exercised: Exercised<T>;
  readonly counterexample?: Counterexample<T>;
}
