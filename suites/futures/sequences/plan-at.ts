import * as fc from 'fast-check';

import { isDeepStrictEqual } from 'node:util';

import type { Plan } from './plan.js';
import type { SequenceArbitrary } from './sequence-arbitrary.js';
import { smallerPlans, type SmallerPlan } from './smaller-plans.js';

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

/** A plan that was found on the way to smaller ones, and the path that leads to it. */
export interface FoundPlan {
  readonly plan: Plan;
  readonly path: readonly string[];
  /** Where the search for smaller ones goes on; absent at the beginning. */
  readonly next?: SmallerPlan['next'];
}

/** What is left of a plan when some of its commands are left out, with the path that leaves them out one by one. */
export function leavingOut(found: FoundPlan, smaller: Plan, { durations }: SequenceArbitrary): FoundPlan {
  let current = found;
  for (const command of found.plan.filter((each) => !smaller.includes(each))) {
    const wanted = current.plan.filter((each) => each !== command);
    let index = 0;
    for (const { plan, next } of smallerPlans(current.plan, durations, current.next)) {
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
