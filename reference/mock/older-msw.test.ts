import { expect, test, vi } from 'vitest';

import { mockHomeserver } from './mock-homeserver.js';

// As msw was before its second version.
vi.mock('msw', () => ({ rest: {} }));

test('an msw that is too old is told in a sentence', () => {
  expect(() => mockHomeserver('https://hs.example')).toThrow(
    'futures-conformance/mock works with msw 2.4 and newer, and this project has an older one: update msw.',
  );
});
