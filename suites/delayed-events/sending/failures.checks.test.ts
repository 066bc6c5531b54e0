import { expect, test } from 'vitest';

import type { CheckResult } from '../../kit/checks/check-result.js';
import { prepareChecks } from '../../kit/checks/prepare-checks.js';
import { type EmbeddedOptions, embeddedTarget } from '../../kit/targets/embedded-target.js';
import { delayedEventsSuites } from '../index.js';

type RateLimits = NonNullable<NonNullable<EmbeddedOptions['delayedEvents']>['rateLimits']>;

/** Few events of one user may be sent at once. Undelayed ones are not limited, so that nothing but the events tells of it. */
const ON_SENDING_ALONE: RateLimits[number] = { calls: ['sending'], requests: 2, perMs: 6_000 };

/** How late events come at the most where each is late by itself, in milliseconds. */
const MOST_LATE_MS = 12_000;

/** Judges what a rate limit keeps from being sent, on a server with the limits that are given. */
async function judged(rateLimits: RateLimits, options: EmbeddedOptions = {}): Promise<CheckResult> {
  const base = embeddedTarget({ revisions: ['delayed-events'], ...options });
  const target: typeof base = {
    ...base,
    open: (needs) => base.open({ ...needs, embedded: { delayedEvents: { rateLimits } } }),
  };
  const only = ['sending.failed-by-a-rate-limit'];
  const prepared = await prepareChecks(target, delayedEventsSuites, { only });
  const [check] = prepared.checks;
  if (check === undefined) throw new Error('there is no such check');
  return prepared.run(check);
}

test('a limit on nothing but due events is seen by what it keeps from being sent', async () => {
  expect(await judged([ON_SENDING_ALONE])).toMatchObject({ verdict: 'pass', warnings: [] });
});

test('what such a limit holds back and is sent by and by is told as tried again', async () => {
  expect(await judged([ON_SENDING_ALONE], { fault: 'rate-limited-events-are-tried-again' })).toMatchObject({
    verdict: 'pass',
    warnings: [{ requirement: 'DE-SEND-3', message: expect.stringContaining('by and by') as string }],
  });
});

test.each([
  ['without limits', []],
  ['with a limit on undelayed events', [{ calls: ['message'], requests: 4, perMs: 60_000 } as const]],
])('events that are late %s are not taken for tried again', async (_, limits) => {
  let scheduled = 0;
  const result = await judged(limits, {
    delayedEvents: {
      rules: {
        runsOutAt: ({ dueAt }) => {
          scheduled += 1;
          return dueAt + ((scheduled * 7_919) % MOST_LATE_MS);
        },
      },
    },
  });
  expect(result).toMatchObject({ verdict: 'inconclusive', warnings: [] });
});

test('a server whose events are all as late is judged as one that is in time', async () => {
  const isLate: EmbeddedOptions = { delayedEvents: { rules: { runsOutAt: ({ dueAt }) => dueAt + 4_000 } } };
  expect(await judged([ON_SENDING_ALONE], isLate)).toMatchObject({ verdict: 'pass', warnings: [] });
  expect(await judged([], isLate)).toMatchObject({ verdict: 'not-applicable', warnings: [] });
});

test('a server without limits has nothing to be judged', async () => {
  expect(await judged([])).toMatchObject({ verdict: 'not-applicable', warnings: [] });
});
