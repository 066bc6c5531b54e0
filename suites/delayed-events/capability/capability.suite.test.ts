import { expect, test } from 'vitest';

import { prepareChecks } from '../../kit/checks/prepare-checks.js';
import { embeddedTarget } from '../../kit/targets/embedded-target.js';
import { delayedEventsSuites } from '../index.js';

test('a maximum delay beyond which no delay can be told is not found to be unenforced', async () => {
  const maxDelay = Number.MAX_SAFE_INTEGER;
  const base = embeddedTarget({ revisions: ['delayed-events'], delayedEvents: { maxDelay } });
  // The check asks for a homeserver without a maximum where it can have one.
  const target: typeof base = { ...base, open: ({ embedded: _embedded, ...needs }) => base.open(needs) };
  const prepared = await prepareChecks(target, delayedEventsSuites, { only: ['capability.unenforced-absent'] });
  const [check] = prepared.checks;
  if (check === undefined) throw new Error('there is no such check');
  expect(await prepared.run(check)).toMatchObject({ verdict: 'not-applicable' });
});
