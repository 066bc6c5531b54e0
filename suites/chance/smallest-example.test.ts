import { array, nat } from 'fast-check';
import { expect, test } from 'vitest';

import { smallestExample, type ExampleSearch } from './smallest-example.js';

const above50 = (list: readonly number[]): number | undefined => list.find((number) => number > 50);

/** Lists with a number above 50 in them are wrong. */
const search: ExampleSearch<number[], number> = {
  arbitrary: array(nat({ max: 100 }), { maxLength: 8 }),
  effort: { runs: 50, sideBySide: 4, rounds: 100, breadth: 100 },
  exploration: { seed: 7 },
  attempt: (list) => Promise.resolve(above50(list)),
};

test('the smallest example is found', async () => {
  expect(await smallestExample(search)).toMatchObject({ value: [51], wrong: 51, seed: 7 });
});

test('seed and path lead to the same example again', async () => {
  const found = await smallestExample(search);

  const again = await smallestExample({ ...search, exploration: { seed: 7, replay: found?.path } });

  expect(again).toEqual(found);
});

test('it is content with a larger one after so many rounds', async () => {
  const found = await smallestExample({ ...search, effort: { ...search.effort, rounds: 0 } });
  expect(found?.path).toMatch(/^\d+$/);
});

test('nothing is found where nothing is wrong', async () => {
  expect(await smallestExample({ ...search, attempt: () => Promise.resolve(undefined) })).toBeUndefined();
});

test('a smaller one is tried knowing what it has to show', async () => {
  const first = await smallestExample({ ...search, effort: { ...search.effort, rounds: 0 } });
  const asked: (number | undefined)[] = [];
  await smallestExample<number[], number>({
    ...search,
    effort: { ...search.effort, rounds: 1 },
    attempt(list, like) {
      asked.push(like);
      return Promise.resolve(above50(list));
    },
  });
  expect([...new Set(asked)]).toEqual([undefined, first?.wrong]);
});

test('of smaller ones that come to the same one is tried', async () => {
  // What is not above 50 makes no difference.
  const fingerprint = (list: readonly number[]): string => JSON.stringify(list.filter((number) => number > 50));
  const tried: string[] = [];
  const found = await smallestExample<number[], number>({
    ...search,
    attempt(list, like) {
      if (like !== undefined) tried.push(fingerprint(list));
      return Promise.resolve(above50(list));
    },
    fingerprint,
  });
  expect(found?.value).toEqual([51]);
  expect(tried).toEqual([...new Set(tried)]);
});

test('with a time budget it goes on beyond the first values', async () => {
  let tried = 0;
  const found = await smallestExample({
    ...search,
    effort: { runs: 10, sideBySide: 1, rounds: 0, breadth: 0 },
    exploration: { seed: 7, timeBudget: 60_000 },
    attempt: () => Promise.resolve((tried += 1) === 41 ? tried : undefined),
  });
  expect(found?.path).toBe('40');
});

test('it can begin anywhere, and comes to the same values', async () => {
  const seen: number[][] = [];
  const attempt = (list: number[]): Promise<undefined> => Promise.resolve(void seen.push(list));
  const few = { ...search, attempt, effort: { ...search.effort, runs: 6 } };
  await smallestExample(few);
  const all = seen.splice(0);
  await smallestExample({ ...few, from: 4, exploration: { seed: 7, runs: 2 } });
  expect(seen).toEqual(all.slice(4));
});

test('of the first values some may be chosen, and are found again by their place', async () => {
  const tried: (readonly number[])[] = [];
  let offered: readonly (readonly number[])[] = [];
  const attempt = (list: readonly number[]): Promise<undefined> => {
    tried.push(list);
    return Promise.resolve(undefined);
  };
  const choose = (values: readonly (readonly number[])[], count: number): readonly number[] => {
    offered = values;
    return [5, 3, 1].slice(0, count);
  };
  await smallestExample({ ...search, attempt, choose, exploration: { seed: 7, runs: 3 } });
  expect(tried).toEqual([offered[5], offered[3], offered[1]]);

  const [again] = tried.splice(0);
  await smallestExample({ ...search, attempt, choose, exploration: { seed: 7, replay: '5' } });
  expect(tried).toEqual([again]);
});

test('what was not chosen is tried where there is more time', async () => {
  let tried = 0;
  const attempt = (): Promise<undefined> => {
    tried += 1;
    return Promise.resolve(undefined);
  };
  await smallestExample({ ...search, attempt, choose: () => [9], exploration: { seed: 7, runs: 1, timeBudget: 20 } });
  expect(tried).toBeGreaterThan(1);
});
