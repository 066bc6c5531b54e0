import { expect, test } from 'vitest';

import { pinMistake, pinsOfSet, requirePinnable } from './pins.js';

test('questions of every revision can be pinned until it is clear which one is judged', () => {
  expect(pinMistake('Q-CANCEL', 'own')).toBeUndefined();
  expect(pinMistake('Q-RESTART-SENT', 409)).toBeUndefined();
  expect(pinMistake('Q-RESTART-SENT', 410)).toMatchObject({ mend: expect.stringContaining('It has 409, 404, 200.') });
});

test('a question of a revision that is not judged cannot be pinned', () => {
  const pin = (id: string): void => requirePinnable('futures', { [id]: 'scheduled' }, '--pin');
  expect(() => pin('Q-KEEP')).toThrow('--pin Q-KEEP: there is no open question called "Q-KEEP" in futures. ');
  expect(() => requirePinnable('delayed-events', { 'Q-KEEP': 'scheduled' }, '--pin')).not.toThrow();
});

test('a named set pins what the judged revision asks', () => {
  expect(pinsOfSet('delayed-events', 'settled-later')).toEqual({
    'Q-LIMITS': 'both',
    'Q-CAP-ABSENT': 'empty',
    'Q-RESTART-SENT': '409',
  });
  expect(pinsOfSet('futures', 'reference-defaults')).toMatchObject({ 'Q-LOGOUT': 'stay', 'Q-CANCEL': 'group' });
});
