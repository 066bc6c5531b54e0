import { describe, expect, test } from 'vitest';

import type { Check } from '../../kit/checks/check.js';
import type { CheckResult } from '../../kit/checks/check-result.js';
import { prepareChecks } from '../../kit/checks/prepare-checks.js';
import { type EmbeddedOptions, embeddedTarget } from '../../kit/targets/embedded-target.js';
import { delayedEventsSuites } from '../index.js';
import { actionRaceChecks, limitRaceChecks, schedulingRaceChecks } from './races.checks.js';

/** Not the usual seed: by that one `conformance.test.ts` makes up all that these checks do. */
const OTHER_SEED = 1;

const all = [...actionRaceChecks, ...schedulingRaceChecks, ...limitRaceChecks];
const [ofActions, withTheTime] = actionRaceChecks;

async function run(
  check: Check | undefined,
  options: EmbeddedOptions = {},
  exploration: { seed?: number; runs?: number; replay?: string } = {},
): Promise<CheckResult> {
  const target = embeddedTarget({ revisions: ['delayed-events'], ...options });
  const prepared = await prepareChecks(target, delayedEventsSuites, { exploration });
  const found = prepared.checks.find((one) => one.check === check);
  if (found === undefined) throw new Error('there is no such check');
  return prepared.run(found);
}

describe('where nothing is wrong', () => {
  test.each(all)('$id passes', async (check) => {
    expect(await run(check, {}, { seed: OTHER_SEED })).toMatchObject({ verdict: 'pass', message: '' });
  });

  test.each<readonly [string, NonNullable<EmbeddedOptions['delayedEvents']>]>([
    ['the text of July', { wire: 'july' }],
    ['a form that forgets', { wire: 'w4' }],
    ['the oldest form', { wire: 'w0' }],
    ['nothing kept', { readings: { 'Q-RETENTION': 'forgotten' } }],
    ['restarts of what was sent', { readings: { 'Q-RESTART-SENT': '200' } }],
    ['lateness', { rules: { runsOutAt: ({ dueAt }) => dueAt + 1_500 } }],
  ])('races are explained with %s', async (_name, delayedEvents) => {
    for (const check of actionRaceChecks) {
      expect(await run(check, { delayedEvents })).toMatchObject({ verdict: 'pass', message: '' });
    }
  });
});

describe('a broken race is found', () => {
  test.each([
    ['sends-at-the-same-time-all-send', ofActions],
    ['cancel-while-a-send-is-under-way-is-accepted', ofActions],
    ['send-while-a-cancel-is-under-way-sends', ofActions],
    ['restart-while-a-cancel-is-under-way-revives', ofActions],
    ['restart-while-a-send-is-under-way-sends-again', withTheTime],
    ['cancel-while-the-timer-sends-is-accepted', withTheTime],
    ['cancel-just-before-the-time-comes-too-late', withTheTime],
  ] as const)('%s', { timeout: 30_000 }, async (fault, check) => {
    const result = await run(check, { fault }, { runs: 100 });
    expect(result).toMatchObject({ verdict: 'fail', broken: 'DE-ACT-14' });
    expect(result.violation?.story?.length).toBeLessThanOrEqual(8);
  });
});

test('what calls made one by one break already is none of races', async () => {
  expect(await run(ofActions, { fault: 'cancel-does-nothing' })).toMatchObject({ verdict: 'inconclusive' });
});
