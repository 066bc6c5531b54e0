import { describe, expect, test } from 'vitest';

import { futuresQuestions } from '../../fixtures/requirements/futures/open-questions.js';
import { type FuturesReadings, futuresDefaultReadings } from '../../fixtures/requirements/futures/readings.js';
import { readingsWith } from './readings.js';
import { defaultRules } from './rules/future-rules.js';

describe('readingsWith', () => {
  test('answers the defaults of the table', () => {
    expect(readingsWith()).toEqual(futuresDefaultReadings);
  });

  test('exchanges what it is given', () => {
    expect(readingsWith({ 'Q-CANCEL': 'own' })).toEqual({ ...futuresDefaultReadings, 'Q-CANCEL': 'own' });
  });

  test.each([
    ['Q-NOBODY-ASKED', 'yes', 'no question'],
    ['Q-CANCEL', 'everything', 'no reading of Q-CANCEL, which has: group, own'],
    ['Q-RESTART', 'kept', 'memory'],
    ['Q-RESTART', 'kept-overdue-dropped', 'memory'],
  ])('refuses %s=%s', (id, reading, message) => {
    expect(() => readingsWith({ [id]: reading })).toThrow(message);
  });

  test('takes the only reading of Q-RESTART that memory can follow', () => {
    expect(readingsWith({ 'Q-RESTART': 'forgotten' })['Q-RESTART']).toBe('forgotten');
  });
});

test('there are rules for every reading of every question', () => {
  for (const { id, readings } of futuresQuestions) {
    for (const { name } of readings) {
      const rules = defaultRules({ ...futuresDefaultReadings, [id]: name } as FuturesReadings);
      expect(Object.values(rules).every((rule) => typeof rule === 'function')).toBe(true);
    }
  }
});
