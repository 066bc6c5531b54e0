import { expect, test } from 'vitest';

import { Answer } from './answer.js';
import { retryAfter } from './retry-after.js';

test.each([
  ['the body', 429, { retry_after_ms: 250 }, {}, 250],
  ['the body before the header', 429, { retry_after_ms: 250 }, { 'retry-after': '9' }, 250],
  ['the header, in seconds', 429, {}, { 'retry-after': '2' }, 2_000],
  ['nothing', 429, {}, {}, 1_000],
  ['a date without another one', 429, {}, { 'retry-after': 'Wed, 21 Oct 2026 07:28:00 GMT' }, 1_000],
  [
    'a date, by the clock of the server',
    429,
    {},
    { 'retry-after': 'Wed, 21 Oct 2026 07:28:00 GMT', date: 'Wed, 21 Oct 2026 07:27:20 GMT' },
    40_000,
  ],
  ['an empty header', 429, {}, { 'retry-after': ' ' }, 1_000],
  ['nonsense', 429, { retry_after_ms: -5 }, { 'retry-after': '-1' }, 1_000],
  ['a string', 429, { retry_after_ms: '250' }, {}, 1_000],
  ['another status', 503, { retry_after_ms: 250 }, { 'retry-after': '2' }, undefined],
])('%s', (_, status, body, headers, expected) => {
  const answer = new Answer({ status, headers, text: JSON.stringify(body) }, { sentAt: 0, answeredAt: 0 });
  expect(retryAfter(answer)).toBe(expected);
});
