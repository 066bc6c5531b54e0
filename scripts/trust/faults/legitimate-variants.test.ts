import { expect, test } from 'vitest';

import { futuresDefaultReadings, futuresQuestions } from '../../../fixtures/requirements/futures/index.js';
import { judgedRevision } from './judged-revision.js';
import { combinedVariants, singleVariants } from './legitimate-variants.js';

const revision = judgedRevision('futures');

test('every reading that is not the default stands alone once, save those that memory cannot follow', () => {
  const expected = futuresQuestions
    .filter(({ id }) => id !== 'Q-RESTART')
    .flatMap(({ id, readings }) =>
      readings.filter(({ name }) => name !== futuresDefaultReadings[id]).map(({ name }) => `${id}=${name}`),
    );
  expect(singleVariants(revision).map(({ name }) => name)).toEqual(expected);
});

test('the combinations are few and answer every question', () => {
  const combinations = combinedVariants(revision);
  expect(combinations.length).toBeLessThan(40);
  for (const { readings } of combinations) {
    expect(Object.keys(readings)).toHaveLength(futuresQuestions.length - 1);
  }
});
