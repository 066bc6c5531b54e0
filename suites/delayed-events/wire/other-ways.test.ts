import { describe, expect, test } from 'vitest';

import type { CheckResult } from '../../kit/checks/check-result.js';
import { prepareChecks } from '../../kit/checks/prepare-checks.js';
import { type EmbeddedOptions, embeddedTarget } from '../../kit/targets/embedded-target.js';
import { delayedEventsSuites } from '../index.js';

type Rules = NonNullable<NonNullable<EmbeddedOptions['delayedEvents']>['rules']>;

/** Judges one check on a server of the form w5, in which older clients may ask in older ways. */
async function judged(check: string, rules: Rules = {}): Promise<CheckResult> {
  const target = embeddedTarget({ revisions: ['delayed-events'], delayedEvents: { wire: ['w5'], rules } });
  const prepared = await prepareChecks(target, delayedEventsSuites, { only: [check] });
  const [only] = prepared.checks;
  if (only === undefined) throw new Error('there is no such check');
  return prepared.run(only);
}

describe.each(['scheduling.other-ways', 'actions.other-ways'])('%s', (check) => {
  test('passes where older ways work, too', async () => {
    expect(await judged(check)).toMatchObject({ verdict: 'pass' });
  });
});

test('a server that sends at once what an older client delays breaks DE-SCHED-1', async () => {
  const result = await judged('scheduling.other-ways', (defaults) => ({
    // The body of the older way is the content alone.
    scheduleAnswer: (event) =>
      Object.hasOwn(event.request, 'delay_ms') ? defaults.scheduleAnswer(event) : { event_id: `$${event.id}` },
  }));
  expect(result).toMatchObject({ verdict: 'fail', broken: 'DE-SCHED-1' });
});

test('a server that does nothing about a cancel in the body breaks DE-ACT-6', async () => {
  const result = await judged('actions.other-ways', { obeys: ({ action }) => action !== 'cancel' });
  expect(result).toMatchObject({ verdict: 'fail', broken: 'DE-ACT-6' });
});
