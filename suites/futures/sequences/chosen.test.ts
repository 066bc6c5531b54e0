import { expect, test } from 'vitest';

import { richest } from '../../sequences/richest.js';
import { expectRichest, plansAbout } from '../../sequences/richest.testkit.js';
import { modelledFutures } from './modelled-futures.js';

test.each([
  ['one-group', ['GROUP-1', 'GROUP-2']],
  ['neighbours', ['GROUP-1', 'GROUP-5']],
  ['state', ['STATE-2']],
  ['permission', ['POWER-5']],
  ['repetition', ['SCHED-9']],
  ['everything', ['GROUP-1', 'TIME-1']],
])('the chosen sequences about %s come to what they are to come to', (theme, requirements) => {
  expectRichest(modelledFutures, theme, requirements, {});
});

test('where there are no more, all are chosen', () => {
  const plans = plansAbout(modelledFutures, 'state').slice(0, 3);
  expect(richest(modelledFutures, plans, 8, {}).toSorted()).toEqual([0, 1, 2]);
});
