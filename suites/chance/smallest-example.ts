import { type Arbitrary, check, property, sample } from 'fast-check';

import type { Exploration } from '../kit/checks/exploration.js';

/** Where chance begins unless somebody says so: every run makes up the same values. */
const SEED = 4140;

/** How to look for an example of something among made-up values. */
export interface ExampleSearch<T, F> {
  readonly arbitrary: Arbitrary<T>;
  /** How many values are tried unless somebody says so. */
  readonly runs: number;
  /** What a person wants of the search. */
  readonly exploration: Exploration;
  /**
   * Tries values, side by side where that is possible, and tells what is wrong with each. It may leave out what comes
   * after one with which something is wrong.
   */
  readonly tryAll: (values: readonly T[]) => Promise<readonly (F | undefined)[]>;
  /** How often a smaller example is looked for. */
  readonly rounds: number;
  /** How many smaller ones are tried in a round at the most. */
  readonly breadth: number;
}

/** The smallest example found. */
export interface Example<T, F> {
  readonly value: T;
  readonly wrong: F;
  /** Where it is found again: by the seed, and by the path that leads from it to exactly this value. */
  readonly seed: number;
  readonly path: string;
}

/**
 * Looks for a value with which something is wrong, and for smaller and smaller ones. As fast-check does it, but round by
 * round: all candidates of a round can be tried side by side, which matters where each takes seconds of waiting.
 */
export async function smallestExample<T, F>(search: ExampleSearch<T, F>): Promise<Example<T, F> | undefined> {
  const { arbitrary, tryAll, rounds, breadth, exploration } = search;
  const seed = exploration.seed ?? SEED;
  let example = await firstExample(search, seed);
  for (let round = 0; example !== undefined && exploration.replay === undefined && round < rounds; round += 1) {
    const { path } = example;
    const candidates = smallerThan(arbitrary, seed, path).slice(0, breadth);
    const smaller = firstWrong(candidates, await tryAll(candidates));
    if (smaller === undefined) return example;
    const { index, ...found } = smaller;
    example = { ...found, seed, path: `${path}:${index}` };
  }
  return example;
}

async function firstExample<T, F>(search: ExampleSearch<T, F>, seed: number): Promise<Example<T, F> | undefined> {
  const { arbitrary, tryAll, runs, exploration } = search;
  const { replay, timeBudget, runs: wanted = runs } = exploration;
  if (replay !== undefined) {
    const value = valueAt(arbitrary, seed, replay);
    const [wrong] = await tryAll([value]);
    return wrong === undefined ? undefined : { value, wrong, seed, path: replay };
  }
  const until = performance.now() + (timeBudget ?? 0);
  let from = 0;
  do {
    const values = sample(arbitrary, { seed, path: String(from), numRuns: wanted });
    const found = firstWrong(values, await tryAll(values));
    if (found !== undefined) {
      const { index, ...example } = found;
      return { ...example, seed, path: String(from + index) };
    }
    from += values.length;
  } while (performance.now() < until);
  return undefined;
}

function firstWrong<T, F>(
  values: readonly T[],
  wrongs: readonly (F | undefined)[],
): { readonly index: number; readonly value: T; readonly wrong: F } | undefined {
  for (const [index, value] of values.entries()) {
    const wrong = wrongs[index];
    if (wrong !== undefined) return { index, value, wrong };
  }
  return undefined;
}

/** The value to which a path leads. */
function valueAt<T>(arbitrary: Arbitrary<T>, seed: number, path: string): T {
  const [value] = sample(arbitrary, { seed, path, numRuns: 1 });
  return value as T;
}

/** The values to which fast-check would go on from a failing one. */
function smallerThan<T>(arbitrary: Arbitrary<T>, seed: number, path: string): T[] {
  const seen: T[] = [];
  // Only the value at the path fails, so all that are a step smaller are tried, and nothing beyond them.
  check(
    property(arbitrary, (value) => {
      seen.push(value);
      return seen.length > 1;
    }),
    { seed, path, numRuns: 1 },
  );
  return seen.slice(1);
}
