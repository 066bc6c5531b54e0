import { expect, test } from 'vitest';

import { attributionOf, foreignIn } from './attribution.js';

const fault = { breaks: ['TOKEN-3'], alsoBreaks: ['TOKEN-4'] } as const;
const failure = (broken: string) => ({ check: 'some.check', broken });

test('a fault that no check fails on is missed', () => {
  expect(attributionOf(fault, [])).toBe('missed');
});

test('a fault that breaks only what nobody can tell is to be seen by no check', () => {
  expect(attributionOf(fault, [], { 'TOKEN-3': 'It cannot be seen.' })).toBe('unseen');
  expect(attributionOf(fault, [], { 'TOKEN-4': 'It cannot be seen.' })).toBe('missed');
  expect(attributionOf(fault, [failure('TOKEN-4')], { 'TOKEN-3': 'It cannot be seen.' })).toBe('wrong');
});

test('a fault that has to be taken for a legitimate homeserver is to be seen by no check', () => {
  const unseen = { ...fault, unseen: 'Either name is right.' };
  expect(attributionOf(unseen, [])).toBe('unseen');
  expect(attributionOf(unseen, [failure('TOKEN-3')])).toBe('wrong');
});

test('a fault is attributed rightly when what it breaks is named, and nothing that it does not break', () => {
  expect(attributionOf(fault, [failure('TOKEN-3')])).toBe('right');
  expect(attributionOf(fault, [failure('TOKEN-4'), failure('TOKEN-3')])).toBe('right');
});

test('a fault is attributed wrongly when only what it breaks along with the rest is named', () => {
  expect(attributionOf(fault, [failure('TOKEN-4')])).toBe('wrong');
});

test('a fault is attributed wrongly when something is named that it does not break', () => {
  const failures = [failure('TOKEN-3'), failure('STATE-2')];
  expect(attributionOf(fault, failures)).toBe('wrong');
  expect(foreignIn(fault, failures)).toEqual([failure('STATE-2')]);
});
