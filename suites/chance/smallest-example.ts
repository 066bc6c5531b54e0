import { Arbitrary, type Random, sample, type Stream, type Value } from 'fast-check';

import type { Exploration } from '../kit/checks/exploration.js';
import type { Effort } from './effort.js';
import { inWaves } from './in-waves.js';

/** Where chance begins unless somebody says so: every run makes up the same values. */
const SEED = 4140;

/** How to look for an example of something among made-up values. */
export interface ExampleSearch<T, F> {
  readonly arbitrary: Arbitrary<T>;
  readonly effort: Effort;
  /** What a person wants of the search. */
  readonly exploration: Exploration;
  /** After so many milliseconds no other value is taken up in looking for a first example. */
  readonly mostMs?: number;
  /** The place of the value to begin with, among those that the seed leads to. */
  readonly from?: number;
  /**
   * Chooses so many of the first values to begin with, where trying one takes long; else they are tried as they come.
   *
   * @returns their places, in the order in which they are to be tried
   */
  choose?(values: readonly T[], count: number): readonly number[];
  /**
   * Tries a value, and tells what is wrong with it.
   *
   * @param like - what is wrong with a larger one, which this one is to show as well; absent in looking for a first example
   */
  attempt(value: T, like?: F): Promise<F | undefined>;
  /** What values have in common that come to the same: of smaller ones only one is tried. */
  fingerprint?(value: T): string;
}

/** The smallest example found. */
export interface Example<T, F> {
  readonly value: T;
  readonly wrong: F;
  /** Where it is found again: by the seed, and by the path that leads from it to exactly this value. */
  readonly seed: number;
  readonly path: string;
}

/** A value that can be tried. */
interface Candidate<T> {
  readonly made: Value<T>;
  readonly path: string;
}

/** A value that was tried, and with which something is wrong. */
interface Failing<T, F> extends Candidate<T> {
  readonly wrong: F;
}

/**
 * Looks for a value with which something is wrong, and for smaller and smaller ones. As fast-check does it, but round by
 * round: all candidates of a round can be tried side by side, which matters where each takes seconds of waiting.
 */
export async function smallestExample<T, F>(search: ExampleSearch<T, F>): Promise<Example<T, F> | undefined> {
  const { arbitrary, exploration } = search;
  const seed = exploration.seed ?? SEED;
  const { replay } = exploration;
  if (replay !== undefined) {
    const value = valueAt(arbitrary, seed, replay);
    const wrong = await search.attempt(value);
    return wrong === undefined ? undefined : { value, wrong, seed, path: replay };
  }
  const first = await firstFailing(valuesToTry(search, seed), search);
  if (first === undefined) return undefined;
  const { made, wrong, path } = await smallestLike(first, search);
  return { value: made.value, wrong, seed, path };
}

/** The smallest value to be found that shows what a failing one shows: perhaps that one. */
async function smallestLike<T, F>(first: Failing<T, F>, search: ExampleSearch<T, F>): Promise<Failing<T, F>> {
  const tried = new Tried<T, F>(search.fingerprint);
  let current = first;
  for (let round = 0; round < search.effort.rounds;) {
    tried.add(current.made.value, current.wrong);
    const smaller = await smallerThan(current, search, tried);
    if (smaller === undefined) break;
    if (!smaller.isKnown) round += 1;
    current = smaller.failing;
  }
  return current;
}

/**
 * The first smaller value that shows what a failing one shows.
 *
 * @returns with it, whether that was known without trying it
 */
async function smallerThan<T, F>(
  { made, path, wrong }: Failing<T, F>,
  search: ExampleSearch<T, F>,
  tried: Tried<T, F>,
): Promise<{ readonly failing: Failing<T, F>; readonly isKnown: boolean } | undefined> {
  let known: Failing<T, F> | undefined;
  function* untried(): Generator<Candidate<T>> {
    let [index, taken] = [0, 0];
    for (const smaller of search.arbitrary.shrink(made.value, made.context)) {
      const candidate = { made: smaller, path: `${path}:${index}` };
      index += 1;
      const likewise = tried.like(smaller.value);
      if (likewise?.wrong !== undefined) {
        known = { ...candidate, wrong: likewise.wrong };
        return;
      }
      if (likewise !== undefined) continue;
      tried.add(smaller.value, undefined);
      yield candidate;
      taken += 1;
      if (taken >= search.effort.breadth) return;
    }
  }
  const attempt = async (value: T): Promise<F | undefined> => {
    const again = await search.attempt(value, wrong);
    tried.add(value, again);
    return again;
  };
  const failing = await firstFailing(untried(), { ...search, attempt });
  if (failing !== undefined) return { failing, isKnown: false };
  return known && { failing: known, isKnown: true };
}

/** The first of some values with which something is wrong. */
async function firstFailing<T, F>(
  candidates: Iterable<Candidate<T>>,
  { attempt, effort }: Pick<ExampleSearch<T, F>, 'attempt' | 'effort'>,
): Promise<Failing<T, F> | undefined> {
  const found = await inWaves(candidates, effort.sideBySide, async (candidate) => {
    const wrong = await attempt(candidate.made.value);
    return wrong === undefined ? undefined : { ...candidate, wrong };
  });
  return found.find((one) => one !== undefined);
}

/** What has been tried, as far as values can be told to come to the same. */
class Tried<T, F> {
  readonly #wrongs = new Map<string, F | undefined>();

  constructor(readonly fingerprint: ((value: T) => string) | undefined) {}

  add(value: T, wrong: F | undefined): void {
    if (this.fingerprint !== undefined) this.#wrongs.set(this.fingerprint(value), wrong);
  }

  /** What came of a value that comes to the same as this one; `undefined` where there is none. */
  like(value: T): { readonly wrong: F | undefined } | undefined {
    const fingerprint = this.fingerprint?.(value);
    return fingerprint !== undefined && this.#wrongs.has(fingerprint)
      ? { wrong: this.#wrongs.get(fingerprint) }
      : undefined;
  }
}

/** Of how many times as many values some are chosen. */
const CHOICE = 6;

/** The values that a seed leads to, one after the other, until enough have been tried. */
function* valuesToTry<T, F>(
  { arbitrary, effort, exploration, choose, mostMs = Infinity, from = 0 }: ExampleSearch<T, F>,
  seed: number,
): Generator<Candidate<T>> {
  const { runs = effort.runs, timeBudget = 0 } = exploration;
  const startedAt = performance.now();
  const elapsed = (): number => performance.now() - startedAt;
  const isEnough = (tried: number): boolean => elapsed() >= (tried < runs ? mostMs : timeBudget);
  let all: readonly Value<T>[] = [];
  function* places(): Generator<number> {
    if (choose !== undefined) all = valuesFrom(arbitrary, seed, CHOICE * runs);
    const values = all.map(({ value }) => value);
    const chosen = choose?.(values, runs) ?? [];
    yield* chosen;
    for (let place = from; ; place += 1) if (!chosen.includes(place)) yield place;
  }
  let tried = 0;
  for (const place of places()) {
    if (tried > 0 && isEnough(tried)) return;
    if (place >= all.length) all = valuesFrom(arbitrary, seed, Math.max(from + runs, 2 * place));
    const made = all[place];
    if (made === undefined) return;
    yield { made, path: String(place) };
    tried += 1;
  }
}

/** So many values that a seed leads to, with what it takes to make them smaller. */
function valuesFrom<T>(arbitrary: Arbitrary<T>, seed: number, count: number): readonly Value<T>[] {
  const noting = new Noting(arbitrary);
  sample(noting, { seed, numRuns: count });
  return noting.made;
}

/** The value to which a path leads. */
function valueAt<T>(arbitrary: Arbitrary<T>, seed: number, path: string): T {
  const [value] = sample(arbitrary, { seed, path, numRuns: 1 });
  return value as T;
}

/** Takes note of what another one makes: fast-check hands out values without what it takes to make them smaller. */
class Noting<T> extends Arbitrary<T> {
  readonly made: Value<T>[] = [];

  constructor(readonly inner: Arbitrary<T>) {
    super();
  }

  override generate(random: Random, biasFactor: number | undefined): Value<T> {
    const value = this.inner.generate(random, biasFactor);
    this.made.push(value);
    return value;
  }

  override canShrinkWithoutContext(value: unknown): value is T {
    return this.inner.canShrinkWithoutContext(value);
  }

  override shrink(value: T, context?: unknown): Stream<Value<T>> {
    return this.inner.shrink(value, context);
  }
}
