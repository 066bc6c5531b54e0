import { expect, test } from 'vitest';

import { inTurns } from './in-turns.js';

test('each attempt begins when the one before is over, whatever became of it', async () => {
  const steps: string[] = [];
  const attempt = inTurns(async (name: string) => {
    steps.push(`${name} begins`);
    await Promise.resolve();
    steps.push(`${name} ends`);
    if (name === 'bad') throw new Error(name);
    return name;
  });

  const outcomes = await Promise.allSettled(['good', 'bad', 'last'].map(attempt));

  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(steps).toEqual(['good begins', 'good ends', 'bad begins', 'bad ends', 'last begins', 'last ends']);
});
