import { expect, test } from 'vitest';

import { Inconclusive, NotApplicable, TooCoarse, Violation } from '../../kit/checks/verdict.js';
import { unlessLimited } from './unless-limited.js';

test('where a limit keeps from looking, nothing is said', async () => {
  for (const error of [new NotApplicable('limited'), new Inconclusive('limited')]) {
    await expect(unlessLimited(() => Promise.reject(error))).resolves.toBeUndefined();
  }
});

test('what is found, and what is to be tried again, is said', async () => {
  for (const error of [new Violation('DE-CAP-6', 'one more'), new TooCoarse('late'), new Error('a mistake')]) {
    await expect(unlessLimited(() => Promise.reject(error))).rejects.toBe(error);
  }
});
