import { test } from 'vitest';

import { expectRichest } from '../../sequences/richest.testkit.js';
import { modelledDelayedEvents } from './modelled-delayed-events.js';

/** What is known of a server on which there is nothing that cannot be done. */
const KNOWN = {
  ownerAlone: true,
  remembers: 'yes',
  showsOutcomes: 'yes',
  ownTransactions: true,
  hasStateTransactions: true,
  outlivesNewerState: true,
  cap: 3,
} as const;

test.each([
  ['actions', ['DE-ACT-5', 'DE-ACT-6', 'DE-ACT-7']],
  ['neighbours', ['DE-ACT-13']],
  ['state', ['DE-SEND-1']],
  ['permission', ['DE-PERM-1', 'DE-SEND-4']],
  ['repetition', ['DE-SCHED-5']],
  ['limits', ['DE-LIM-5', 'DE-LIM-6']],
  ['everything', ['DE-TIME-1', 'DE-SEND-2']],
])('the chosen sequences about %s come to what they are to come to', (theme, requirements) => {
  expectRichest(modelledDelayedEvents, theme, requirements, KNOWN);
});
