import type { Exploration } from '../kit/checks/exploration.js';
import type { Counterexample } from './counterexample.js';
import type { Exercised } from './exercised.js';
import type { Terms } from './terms.js';

/** What to look for, where chance begins, and for how long. */
export interface Search extends Exploration {
  readonly themes: readonly string[];
  /** After so many milliseconds no other sequence is begun in looking for a first difference. */
  readonly mostMs?: number;
  /** The requirements that sequences have to come to before some may be left out; none unless given. */
  readonly wanted?: readonly string[];
}

/** What was found. */
export interface Findings<T extends Terms> {
  readonly exercised: Exercised<T>;
  readonly counterexample?: Counterexample<T>;
}
