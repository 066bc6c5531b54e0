import { expect, test } from 'vitest';

import { isServerName } from './server-name.js';

test.each<[string, boolean]>([
  ['localhost', true],
  ['hs.example:8448', true],
  ['127.0.0.1', true],
  ['[2001:db8::1]:8008', true],
  ['', false],
  ['hs.example:', false],
  ['hs.example:123456', false],
  ['https://hs.example', false],
  ['dom$ain$.com', false],
  ['two words', false],
  ['2001:db8::1', false],
])('%j is a server name: %s', (text, expected) => {
  expect(isServerName(text)).toBe(expected);
});
