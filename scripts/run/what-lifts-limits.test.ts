import { expect, test } from 'vitest';

import { whatLiftsLimits } from './what-lifts-limits.js';

const LIMITED = {
  verdict: 'inconclusive',
  message: 'the server limits POST /_matrix/client/v3/createRoom: it asks for 300 s in all, and limit-wait gives 60 s',
} as const;
const OTHER = { verdict: 'inconclusive', message: 'an answer took too long' } as const;

test('limits that were in the way are named once, with what lifts them', () => {
  expect(whatLiftsLimits([LIMITED, OTHER, LIMITED], false)).toBe(
    "limits kept 2 checks from a verdict (POST /_matrix/client/v3/createRoom): what would lift them are higher limits in the configuration of the server, on Synapse an administrator's access token (--admin-token-file), or more patience (--limit-wait)",
  );
});

test('a token that is there already is not asked for', () => {
  expect(whatLiftsLimits([LIMITED], true)).not.toContain('--admin-token-file');
});

test('nothing is said where no limit was in the way', () => {
  expect(whatLiftsLimits([OTHER, { ...LIMITED, verdict: 'pass' }], false)).toBeUndefined();
});
