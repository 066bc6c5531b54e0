import { expect, test } from 'vitest';

import { cutBody } from './cut-body.js';

test('an ordinary body is kept as it is', () => {
  expect(cutBody('request', '{}')).toEqual({ requestBody: '{}' });
  expect(cutBody('response', undefined)).toEqual({});
});

test('of a huge body the beginning is kept, with the length and the hash of the whole', () => {
  const { responseBody = '', responseCut } = cutBody('response', 'ü'.repeat(3_000_000));
  expect(responseBody.length).toBeLessThan(5_000);
  expect(responseBody.endsWith('ü…')).toBe(true);
  expect(responseCut).toEqual({ bytes: 6_000_000, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) as unknown });
});
