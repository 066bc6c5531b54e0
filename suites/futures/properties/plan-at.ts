import * as fc from 'fast-check';

import { isDeepStrictEqual } from 'node:util';

import type { Plan } from './plan.js';
import { type SequenceArbitrary, smallerPlans } from './sequence-arbitrary.js';

/**
 * The plan to which a seed and a path lead.
 *
 * @throws Error when they lead nowhere
 */
export function planAt(arbitrary: SequenceArbitrary, seed: number, path: string): Plan {
  let found: Plan | undefined;
  const take = fc.property(arbitrary, (plan) => {
    found ??= plan;
    return false;
  });
  fc.check(take, { seed, path, numRuns: 1, endOnFailure: true });
  if (found === undefined) throw new Error(`seed ${seed} and path ${path} lead to no sequence`);
  return found;
}

/** The steps that lead from a plan to what is left of it when some of its commands are left out, one by one. */
export function pathBetween(plan: Plan, smaller: Plan, arbitrary: SequenceArbitrary): string[] {
  const path: string[] = [];
  let current = plan;
  for (const command of plan.filter((each) => !smaller.includes(each))) {
    const next = current.filter((each) => each !== command);
    let index = 0;
    for (const candidate of smallerPlans(current, arbitrary.durations)) {
      if (isDeepStrictEqual(candidate, next)) break;
      index += 1;
    }
    path.push(String(index));
    current = next;
  }
  return path;
}
