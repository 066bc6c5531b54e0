import type { Symptom } from './discrepancy.js';

/** A reading of an open question that was observed. */
export interface Observation {
  readonly question: string;
  readonly reading: string;
}

/** Broken advice: worth knowing, but no failure. */
export interface Warning {
  readonly requirement: string;
  readonly message: string;
  /** How it shows. */
  readonly symptom: Symptom;
}
