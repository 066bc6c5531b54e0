import type { Plan } from './plan.js';
import { simplerCommands, simplerEverywhere } from './simpler-commands.js';
import type { Durations } from './themes.js';

/** Up to this length any two commands are tried to be left out together: a future and what is done to it. */
const PAIRS_UP_TO = 12;

/** Where among all ways of making a plan smaller one stands; those that leave out most come first. */
type Place = readonly [kind: number, first: number, second: number];

/** A plan that is a little smaller or simpler than another one. */
export interface SmallerPlan {
  readonly plan: Plan;
  /** Where to go on from there: what was tried before it will hardly do better now. */
  readonly next: Place;
}

/** Whether something says where to go on. */
export function isPlace(value: unknown): value is Place {
  return Array.isArray(value) && value.length === 3;
}

/**
 * The plans that are a little smaller or simpler than a plan.
 *
 * @param from - where to begin; what comes before follows in the end, so that nothing is left out
 */
export function* smallerPlans(plan: Plan, durations: Durations, from?: Place): IterableIterator<SmallerPlan> {
  const earlier: Way[] = [];
  for (const way of waysToMakeSmaller(plan, durations)) {
    if (from !== undefined && isBefore(way.at, from)) earlier.push(way);
    else yield { plan: way.make(), next: way.next };
  }
  for (const { make, next } of earlier) yield { plan: make(), next };
}

/** A way of making a plan smaller. */
interface Way {
  readonly at: Place;
  readonly next: Place;
  readonly make: () => Plan;
}

function* waysToMakeSmaller(plan: Plan, durations: Durations): IterableIterator<Way> {
  for (let size = Math.ceil(plan.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let end = plan.length; end > 0; end -= size) {
      const start = Math.max(0, end - size);
      const make = (): Plan => [...plan.slice(0, start), ...plan.slice(end)];
      if (size < plan.length) yield { at: [0, -size, -end], next: [0, -size, -start], make };
    }
  }
  if (plan.length <= PAIRS_UP_TO) {
    for (let first = 0; first < plan.length; first += 1) {
      for (let second = first + 1; second < plan.length; second += 1) {
        const make = (): Plan => plan.filter((_, index) => index !== first && index !== second);
        yield { at: [1, first, second], next: [1, first, first], make };
      }
    }
  }
  let place = 0;
  for (const renamed of simplerEverywhere(plan)) {
    yield { at: [2, place, 0], next: [2, place, 0], make: () => renamed };
    place += 1;
  }
  for (const [index, command] of plan.entries()) {
    let simplicity = 0;
    for (const simpler of simplerCommands(command, durations)) {
      yield { at: [3, index, simplicity], next: [3, index, 0], make: () => plan.with(index, simpler) };
      simplicity += 1;
    }
  }
}

function isBefore(one: Place, other: Place): boolean {
  const differing = one.findIndex((part, index) => part !== other[index]);
  return differing !== -1 && (one[differing] ?? 0) < (other[differing] ?? 0);
}
