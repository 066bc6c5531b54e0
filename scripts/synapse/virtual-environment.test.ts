import { expect, test } from 'vitest';

import { whyNot } from './virtual-environment.js';

test('a version that does not exist is told from a package index that is not there', () => {
  const unknown =
    'ERROR: Could not find a version that satisfies the requirement x (from versions: 0.33, 1.4.0, 1.5.0rc1)';
  expect(whyNot('1.9.9', unknown)).toBe(
    'There is no Synapse 1.9.9 to install; the newest that the package index has is 1.4.0.',
  );
  const unreached = [
    'WARNING: Retrying after connection broken by ProxyError',
    'ERROR: Could not find a version that satisfies the requirement x (from versions: none)',
  ].join('\n');
  expect(whyNot('1.4.0', unreached)).toMatch(/did not reach a package index.*PIP_INDEX_URL.*pip says: ERROR: Could/s);
  expect(whyNot('1.4.0', unreached)).not.toContain('WARNING');
});
