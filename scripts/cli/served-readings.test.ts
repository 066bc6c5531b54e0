import { expect, test } from 'vitest';

import { servedReadings, wantedReading } from './served-readings.js';

const BOTH = ['futures', 'delayed-events'] as const;

test('each reading goes to the revision whose question it answers', () => {
  const wanted = ['Q-CANCEL=own', 'Q-KEEP=finished'].map(wantedReading);
  expect([...servedReadings(wanted, BOTH)]).toEqual([
    ['futures', { 'Q-CANCEL': 'own' }],
    ['delayed-events', { 'Q-KEEP': 'finished' }],
  ]);
});

test('a question of both is read alike by both', () => {
  const served = servedReadings([wantedReading('Q-LOGOUT=dropped')], BOTH);
  expect([...served.values()]).toEqual([{ 'Q-LOGOUT': 'dropped' }, { 'Q-LOGOUT': 'dropped' }]);
});

test.each([
  ['Q-NONE=x', BOTH, /no open question called "Q-NONE";/],
  ['Q-CANCEL=own', ['delayed-events'], /no open question called "Q-CANCEL" in the revision delayed-events/],
  ['Q-KEEP=nonsense', BOTH, /Q-KEEP has no reading called "nonsense"; it has scheduled, finished/],
] as const)('%s is refused where %o is served', (text, revisions, message) => {
  expect(() => servedReadings([wantedReading(text)], revisions)).toThrow(message);
});
