import { array, nat } from 'fast-check';
import { expect, test } from 'vitest';

import { smallestExample, type ExampleSearch } from './smallest-example.js';

/** Lists with a number above 50 in them are wrong. */
const search: ExampleSearch<number[], number> = {
  arbitrary: array(nat({ max: 100 }), { maxLength: 8 }),
  runs: 50,
  exploration: { seed: 7 },
  tryAll: (lists) => Promise.resolve(lists.map((list) => list.find((number) => number > 50))),
  rounds: 100,
  breadth: 100,
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
  const found = await smallestExample({ ...search, rounds: 0 });
  expect(found?.path).toMatch(/^\d+$/);
});

test('nothing is found where nothing is wrong', async () => {
  expect(await smallestExample({ ...search, tryAll: () => Promise.resolve([]) })).toBeUndefined();
});

test('with a time budget it goes on beyond the first values', async () => {
  let tried = 0;
  const found = await smallestExample({
    ...search,
    runs: 10,
    exploration: { seed: 7, timeBudget: 60_000 },
    tryAll: (lists) => Promise.resolve(lists.map((_, index) => (++tried > 35 && index === 0 ? tried : undefined))),
    rounds: 0,
  });
  expect(found?.path).toBe('40');
});
