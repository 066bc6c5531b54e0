import { expect, test } from 'vitest';

import type { CheckResult } from '../../kit/checks/check-result.js';
import { prepareChecks } from '../../kit/checks/prepare-checks.js';
import { type EmbeddedOptions, embeddedTarget } from '../../kit/targets/embedded-target.js';
import { delayedEventsSuites } from '../index.js';

type Rules = NonNullable<NonNullable<EmbeddedOptions['delayedEvents']>['rules']>;

/** Judges what the sender is told of events that stand within others. */
async function judged(rules: Rules): Promise<CheckResult> {
  const target = embeddedTarget({ revisions: ['delayed-events'], delayedEvents: { rules } });
  const only = ['unsigned.delay-id-within-other-events'];
  const prepared = await prepareChecks(target, delayedEventsSuites, { only });
  const [check] = prepared.checks;
  if (check === undefined) throw new Error('there is no such check');
  return prepared.run(check);
}

test('a sender who is told the delay_id in events within others is told all', async () => {
  expect(await judged({})).toMatchObject({ verdict: 'pass', warnings: [] });
});

test.each(['redacted_because', 'm.relations'])('a delay_id that is missing from %s is a warning', async (part) => {
  const result = await judged((defaults) => ({
    shownInUnsigned: (facts) => (facts.reader.part === part ? {} : defaults.shownInUnsigned(facts)),
  }));
  expect(result.verdict).toBe('pass');
  expect(new Set(result.warnings.map(({ requirement }) => requirement))).toEqual(new Set(['DE-UNS-1']));
  expect(result.warnings.every(({ message }) => message.includes(part))).toBe(true);
});
