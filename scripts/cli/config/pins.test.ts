import { expect, test } from 'vitest';

import { pinMistake } from './pins.js';

test('questions of every revision can be pinned', () => {
  expect(pinMistake('Q-CANCEL', 'own')).toBeUndefined();
  expect(pinMistake('Q-RESTART-SENT', 409)).toBeUndefined();
  expect(pinMistake('Q-RESTART-SENT', 410)).toMatchObject({ mend: expect.stringContaining('It has 409, 404, 200.') });
});
