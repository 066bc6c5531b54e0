import { expect, test } from 'vitest';

import { closeMatch } from './close-match.js';

const names = ['TOKEN-6', 'TIME-1', 'Q-CANCEL'];

test.each([
  ['TOKEN6', 'TOKEN-6'],
  ['token-66', 'TOKEN-6'],
  ['q-cancle', 'Q-CANCEL'],
])('%s is taken for %s', (written, meant) => {
  expect(closeMatch(written, names)).toBe(meant);
});

test('what comes near nothing is taken for nothing', () => {
  expect(closeMatch('a long story', names)).toBeUndefined();
  expect(closeMatch('TOKEN-6', [])).toBeUndefined();
});
