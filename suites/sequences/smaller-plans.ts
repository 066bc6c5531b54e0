import type { Durations, Plan } from './plan.js';
import { type Simplicity, simplerCommands, simplerEverywhere } from './simpler-commands.js';
import type { Terms } from './terms.js';

/** Up to this length any two commands are tried to be left out together: an event and what is done to it. */
const PAIRS_UP_TO = 12;

/** Where among all ways of making a plan smaller one stands; those that leave out most come first. */
export type Place = readonly [kind: number, first: number, second: number];

/** A plan that is a little smaller or simpler than another one. */
export interface SmallerPlan<T extends Terms> {
  readonly plan: Plan<T>;
  /** Where to go on from there: what was tried before it will hardly do better now. */
  readonly next: Place;
}

/** What has to be known to make plans smaller. */
export interface Means<T extends Terms> {
  readonly durations: Durations;
  readonly simplicity: Simplicity<T>;
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
export function* smallerPlans<T extends Terms>(
  plan: Plan<T>,
  means: Means<T>,
  from?: Place,
): IterableIterator<SmallerPlan<T>> {
  const earlier: Way<T>[] = [];
  for (const way of waysToMakeSmaller(plan, means)) {
    if (from !== undefined && isBefore(way.at, from)) earlier.push(way);
    else yield { plan: way.make(), next: way.next };
  }
  for (const { make, next } of earlier) yield { plan: make(), next };
}

/** A way of making a plan smaller. */
interface Way<T extends Terms> {
  readonly at: Place;
  readonly next: Place;
  readonly make: () => Plan<T>;
}

function* waysToMakeSmaller<T extends Terms>(
  plan: Plan<T>,
  { durations, simplicity }: Means<T>,
): IterableIterator<Way<T>> {
  for (let size = Math.ceil(plan.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let end = plan.length; end > 0; end -= size) {
      const start = Math.max(0, end - size);
      const make = (): Plan<T> => [...plan.slice(0, start), ...plan.slice(end)];
      if (size < plan.length) yield { at: [0, -size, -end], next: [0, -size, -start], make };
    }
  }
  if (plan.length <= PAIRS_UP_TO) {
    for (let first = 0; first < plan.length; first += 1) {
      for (let second = first + 1; second < plan.length; second += 1) {
        const make = (): Plan<T> => plan.filter((_, index) => index !== first && index !== second);
        yield { at: [1, first, second], next: [1, first, first], make };
      }
    }
  }
  let place = 0;
  for (const renamed of simplerEverywhere(plan, simplicity)) {
    yield { at: [2, place, 0], next: [2, place, 0], make: () => renamed };
    place += 1;
  }
  for (const [index, command] of plan.entries()) {
    let number = 0;
    for (const simpler of simplerCommands(command, durations, simplicity)) {
      yield { at: [3, index, number], next: [3, index, 0], make: () => plan.with(index, simpler) };
      number += 1;
    }
  }
}

function isBefore(one: Place, other: Place): boolean {
  const differing = one.findIndex((part, index) => part !== other[index]);
  return differing !== -1 && (one[differing] ?? 0) < (other[differing] ?? 0);
}
