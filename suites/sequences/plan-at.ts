import * as fc from 'fast-check';

import { isDeepStrictEqual } from 'node:util';

import type { Plan } from './plan.js';
import type { SequenceArbitrary } from './sequence-arbitrary.js';
import { type Place, smallerPlans } from './smaller-plans.js';
import type { Terms } from './terms.js';

/**
 * The plan to which a seed and a path lead.
 *
 * @throws Error when they lead nowhere
 */
export function planAt<T extends Terms>(arbitrary: SequenceArbitrary<T>, seed: number, path: string): Plan<T> {
  let found: Plan<T> | undefined;
  const take = fc.property(arbitrary, (plan) => {
    found ??= plan;
    return false;
  });
  fc.check(take, { seed, path, numRuns: 1, endOnFailure: true });
  if (found === undefined) throw new Error(`seed ${seed} and path ${path} lead to no sequence`);
  return found;
}

/** A plan that was found on the way to smaller ones, and the path that leads to it. */
export interface FoundPlan<T extends Terms> {
  readonly plan: Plan<T>;
  readonly path: readonly string[];
  /** Where the search for smaller ones goes on; absent at the beginning. */
  readonly next?: Place;
}

/** What is left of a plan when some of its commands are left out, with the path that leaves them out one by one. */
export function leavingOut<T extends Terms>(
  found: FoundPlan<T>,
  smaller: Plan<T>,
  means: SequenceArbitrary<T>,
): FoundPlan<T> {
  let current = found;
  for (const command of found.plan.filter((each) => !smaller.includes(each))) {
    const wanted = current.plan.filter((each) => each !== command);
    let index = 0;
    for (const { plan, next } of smallerPlans(current.plan, means, current.next)) {
      if (isDeepStrictEqual(plan, wanted)) {
        current = { plan, next, path: [...current.path, String(index)] };
        break;
      }
      index += 1;
    }
  }
  // The same commands, not only equal ones: the search tells them apart by what they are.
  return { ...current, plan: smaller };
}
