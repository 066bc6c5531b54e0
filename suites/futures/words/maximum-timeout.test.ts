import { expect, test } from 'vitest';

import { Answer } from '../../kit/connection/answer.js';
import { maximumInWords } from './maximum-timeout.js';

function refusal(error: string): Answer {
  const text = JSON.stringify({ errcode: 'M_INVALID_PARAM', error });
  return new Answer({ status: 400, headers: {}, text }, { sentAt: 0, answeredAt: 1 });
}

test.each([
  ['future_timeout must not exceed 604800000', 'maximum timeout 7 d'],
  ['The requested delay exceeds the allowed maximum (86400000 ms)', 'maximum timeout 1 d'],
  ['at most 90 minutes', 'maximum timeout 90 min'],
  ['at most 1500 ms', 'maximum timeout 1500 ms'],
  ['too long', 'a maximum timeout that is not told (400)'],
])('%s', (error, words) => {
  expect(maximumInWords(refusal(error))).toBe(words);
});

test('a hundred years that are accepted', () => {
  const answer = new Answer({ status: 200, headers: {}, text: '{}' }, { sentAt: 0, answeredAt: 1 });
  expect(maximumInWords(answer)).toBe('no maximum timeout');
});
