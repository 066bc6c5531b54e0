import { expect, test } from 'vitest';

import { prepareChecks } from '../../kit/checks/prepare-checks.js';
import type { Needs } from '../../kit/checks/needs.js';
import { embeddedTarget } from '../../kit/targets/embedded-target.js';
import { delayedEventsSuites } from '../index.js';

test('where a rate refuses and no capability tells of limits, nothing is known to be switched off', async () => {
  const base = embeddedTarget({ revisions: ['delayed-events'], delayedEvents: { wire: ['w2'] } });
  let embedded: NonNullable<Needs['embedded']> = {};
  const target: typeof base = { ...base, open: (needs) => base.open({ ...needs, embedded }) };
  const prepared = await prepareChecks(target, delayedEventsSuites, { only: ['limits.switched-off'] });
  const [check] = prepared.checks;
  if (check === undefined) throw new Error('there is no such check');
  embedded = { delayedEvents: { rateLimits: [{ calls: ['schedule'], requests: 0.5, perMs: 7_200_000 }] } };
  expect(await prepared.run(check)).toMatchObject({ verdict: 'not-applicable', warnings: [] });
});

test('where the maximum delay cannot be halved, only whole milliseconds are asked for', async () => {
  const target = embeddedTarget({
    revisions: ['delayed-events'],
    delayedEvents: { wire: ['accepted', 'w4'], maxDelay: 12_345 },
  });
  const only = ['limits.cap-counts-what-waits', 'limits.cap-refusal', 'listing.older-list-order'];
  const prepared = await prepareChecks(target, delayedEventsSuites, { only });
  expect(prepared.checks).toHaveLength(3);
  for (const check of prepared.checks) expect(await prepared.run(check)).toMatchObject({ verdict: 'pass' });
});
