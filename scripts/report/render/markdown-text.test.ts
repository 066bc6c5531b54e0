import { expect, test } from 'vitest';

import { plain } from './markdown-text.js';

test.each([
  ['the field `delay_ms` is *new*', 'the field `delay_ms` is \\*new\\*'],
  ['a `a|b` in a table', 'a `a\\|b` in a table'],
  ['a single ` and _more_', 'a single \\` and \\_more\\_'],
  ['nothing between `` <b>', 'nothing between \\`\\` \\<b\\>'],
  ['@everyone', '@\u2060everyone'],
])('%s is told as %s', (text, told) => {
  expect(plain(text)).toBe(told);
});
