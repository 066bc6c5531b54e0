import type { Symptom } from '../kit/checks/discrepancy.js';

/** One thing that is wrong with a server, and all that shows it. Plain data. */
export interface Finding {
  readonly requirement: string;
  /** Whether a requirement is broken by that, or advice. */
  readonly level: 'fail' | 'warning';
  /** How it shows in the best example. */
  readonly symptom: Symptom;
  /** The checks that show it, by id: the best example first. */
  readonly witnesses: readonly string[];
  /** Other requirements that seem to be broken for the same reason; their checks are among the witnesses. */
  readonly alsoBroken: readonly string[];
  /** The checks that cannot tell because of it, by id. */
  readonly spoilt: readonly string[];
}
