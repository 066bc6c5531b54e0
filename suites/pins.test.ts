import { expect, test } from 'vitest';

import { catalogueOf } from '../fixtures/requirements/catalogue.js';
import { futuresDefaultReadings } from '../fixtures/requirements/futures/index.js';
import { isPinnable, pinsFor } from './pins.js';

const futures = catalogueOf('futures');
const delayedEvents = catalogueOf('delayed-events');

test('a revision is pinned by what it asks, in readings that it knows', () => {
  expect(isPinnable(futures, 'Q-CANCEL', 'own')).toBe(true);
  expect(isPinnable(futures, 'Q-CANCEL', 'other')).toBe(false);
  expect(isPinnable(futures, 'Q-KEEP', 'scheduled')).toBe(false);
  const pins = { 'Q-CANCEL': 'own', 'Q-KEEP': 'scheduled' };
  expect(pinsFor(futures, pins)).toEqual({ 'Q-CANCEL': 'own' });
  expect(pinsFor(delayedEvents, pins)).toEqual({ 'Q-KEEP': 'scheduled' });
});

test('a named set pins what the revision asks, and single pins go before it', () => {
  expect(pinsFor(futures, { 'Q-CANCEL': 'own' }, 'reference-defaults')).toEqual({
    ...futuresDefaultReadings,
    'Q-CANCEL': 'own',
  });
  expect(pinsFor(futures, {}, 'settled-later')).toMatchObject({ 'Q-CANCEL': 'own', 'Q-METHOD': 'post' });
  expect(pinsFor(delayedEvents, {}, 'settled-later')).toEqual({
    'Q-LIMITS': 'both',
    'Q-CAP-ABSENT': 'empty',
    'Q-RESTART-SENT': '409',
  });
});
