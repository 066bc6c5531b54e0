import { expect, test } from 'vitest';

import { requireVitest } from './require-vitest.js';

test.each(['3.2.0', '4.1.12', '5.0.0-beta.1'])('Vitest %s is fine', (version) => {
  expect(() => requireVitest(version)).not.toThrow();
});

test.each(['2.1.9', '3.1.4'])('Vitest %s is told to be too old, in a sentence', (version) => {
  expect(() => requireVitest(version)).toThrow(`works with Vitest 3.2 and newer, and this project has ${version}`);
});

test('the Vitest of this project is fine', () => {
  expect(() => requireVitest()).not.toThrow();
});
