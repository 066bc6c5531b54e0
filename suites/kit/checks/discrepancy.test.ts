import { expect, test } from 'vitest';

import { Answer } from '../connection/answer.js';
import { beginningWith, masked, sentenceOf, symptomOf } from './discrepancy.js';

const refusal = new Answer(
  { status: 403, headers: {}, text: '{"errcode":"M_FORBIDDEN"}' },
  { sentAt: 0, answeredAt: 1 },
);

test('is told in a sentence, its own where it has one', () => {
  expect(sentenceOf('it never came')).toBe('it never came');
  expect(sentenceOf({ expected: 1, seen: undefined })).toBe('expected 1, got undefined');
  const wrong = { what: 'a lookup', expected: 200, seen: refusal };
  expect(sentenceOf(wrong)).toBe('a lookup: expected 200, got 403 {"errcode":"M_FORBIDDEN"}');
  expect(sentenceOf({ ...wrong, sentence: 'it is refused' })).toBe('it is refused');
});

test('shows as a refusal where 200 was expected, and otherwise as what is said of it', () => {
  expect(symptomOf('it never came')).toBe('different');
  expect(symptomOf({ expected: 200, seen: refusal })).toBe('refused');
  expect(symptomOf({ expected: 404, seen: refusal })).toBe('different');
  expect(symptomOf({ expected: 'an event', seen: undefined, symptom: 'missing' })).toBe('missing');
});

test('can be told of a later moment, and without secrets', () => {
  const wrong = { what: 'a call', expected: 200, seen: refusal };
  expect(sentenceOf(beginningWith('after that', wrong))).toMatch(/^after that: a call: expected 200, got 403/);
  expect(sentenceOf(beginningWith('after that', { ...wrong, sentence: 'gone' }))).toBe('after that: gone');
  expect(beginningWith('after that', 'gone')).toBe('after that: gone');
  const mask = (text: string): string => text.replaceAll('M_FORBIDDEN', '***');
  expect(masked(wrong, mask)).toEqual({
    what: 'a call',
    expected: '200',
    seen: '403 {"errcode":"***"}',
    symptom: 'refused',
    sentence: 'a call: expected 200, got 403 {"errcode":"***"}',
  });
});
