import { expect, test } from 'vitest';

import { type RevisionWishes, candidatesOf, unknownIn } from './choose-revisions.js';

function names(wishes: Partial<RevisionWishes>): string[] {
  return candidatesOf({ revisions: undefined, only: [], pins: {}, dialect: {}, ...wishes }).map(({ name }) => name);
}

test('every revision may be judged unless one is named', () => {
  expect(names({})).toEqual(['futures', 'delayed-events']);
  expect(names({ revisions: ['delayed-events'] })).toEqual(['delayed-events']);
});

test('ids of requirements, checks and areas choose the revisions that have them', () => {
  expect(names({ only: ['TOKEN-3'] })).toEqual(['futures']);
  expect(names({ only: ['de-sched-1'] })).toEqual(['delayed-events']);
  expect(names({ only: ['scheduling'] })).toEqual(['futures', 'delayed-events']);
  expect(names({ only: ['TOKEN-3', 'DE-SCHED-1'] })).toEqual(['futures', 'delayed-events']);
});

test('pins choose the revisions that can be read so, also where both ask under one id', () => {
  expect(names({ pins: { 'Q-CANCEL': 'own' } })).toEqual(['futures']);
  expect(names({ pins: { 'Q-KEEP': 'scheduled' } })).toEqual(['delayed-events']);
  expect(names({ pins: { 'Q-CANCEL': 'own', 'Q-KEEP': 'scheduled' } })).toEqual(['futures', 'delayed-events']);
});

test('what is set of a dialect chooses its revision', () => {
  expect(names({ dialect: { futures: { unit: 's' } } })).toEqual(['futures']);
});

test('wishes that no revision has all of leave none', () => {
  expect(names({ only: ['TOKEN-3'], pins: { 'Q-KEEP': 'scheduled' } })).toEqual([]);
});

test('a name is unknown where no revision that is judged has it', () => {
  expect(unknownIn({ revisions: undefined, only: ['TOKEN-3', 'DE-SCHED-1', 'TOKNE-3'] })).toEqual(['TOKNE-3']);
  expect(unknownIn({ revisions: ['futures'], only: ['DE-SCHED-1'] })).toEqual(['DE-SCHED-1']);
});
