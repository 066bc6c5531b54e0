import { type Arbitrary, check, property, sample } from 'fast-check';

/** How to look for an example of something among made-up values. */
export interface ExampleSearch<T, F> {
  readonly arbitrary: Arbitrary<T>;
  /** The same seed makes the same values. */
  readonly seed: number;
  /** How many values are tried at first. */
  readonly runs: number;
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
  /** Where fast-check finds it: by the seed, and by this path. */
  readonly path: string;
}

/**
 * Looks for a value with which something is wrong, and for smaller and smaller ones. As fast-check does it, but round by
 * round: all candidates of a round can be tried side by side, which matters where each takes seconds of waiting.
 */
export async function smallestExample<T, F>(search: ExampleSearch<T, F>): Promise<Example<T, F> | undefined> {
  const { arbitrary, seed, runs, tryAll, rounds, breadth } = search;
  let candidates = sample(arbitrary, { seed, numRuns: runs });
  let found = await tryAll(candidates);
  let path = '';
  let example: Example<T, F> | undefined;
  for (let round = 0; ; round += 1) {
    const index = found.findIndex((wrong) => wrong !== undefined);
    const wrong = found[index];
    if (wrong === undefined) return example;
    path = path === '' ? String(index) : `${path}:${index}`;
    example = { value: candidates[index] as T, wrong, path };
    if (round === rounds) return example;
    candidates = smallerThan(arbitrary, seed, path).slice(0, breadth);
    found = await tryAll(candidates);
  }
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
