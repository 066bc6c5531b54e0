import { expect, test } from 'vitest';

import { prepareChecks } from '../../kit/checks/prepare-checks.js';
import { embeddedTarget } from '../../kit/targets/embedded-target.js';
import { delayedEventsSuites } from '../index.js';

test('an event that a rate limit keeps from being sent is no sign that a failed send has ended it', async () => {
  const rateLimits = [{ calls: ['sending'], requests: 1, perMs: 3_600_000 }] as const;
  const target = embeddedTarget({ revisions: ['delayed-events'], delayedEvents: { rateLimits } });
  const prepared = await prepareChecks(target, delayedEventsSuites, { only: ['actions.failed-send-leaves-its-time'] });
  const [check] = prepared.checks;
  if (check === undefined) throw new Error('there is no such check');
  expect(await prepared.run(check)).toMatchObject({ verdict: 'inconclusive', warnings: [] });
});
