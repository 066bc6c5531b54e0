import { type Wrong, beginningWith } from '../kit/checks/discrepancy.js';
import { Violation } from '../kit/checks/verdict.js';

/** A requirement that is broken, and how that shows. */
export interface Breach {
  readonly requirement: string;
  readonly wrong: Wrong;
}

/**
 * Makes sure that there is no breach.
 *
 * @param why - when it was looked for, in words
 * @throws Violation where there is one
 */
export function ruleOut(breach: Breach | undefined, why: string): void {
  if (breach !== undefined) throw violationBy(breach, why);
}

/** A breach as what is wrong with the server. */
export function violationBy({ requirement, wrong }: Breach, why: string): Violation {
  return new Violation(requirement, beginningWith(why, wrong));
}
