import { describe, expect, test } from 'vitest';

import { catalogueOf } from '../../../fixtures/requirements/catalogue.js';
import type { Check } from '../../kit/checks/check.js';
import type { CheckResult } from '../../kit/checks/check-result.js';
import { embeddedTarget } from '../../kit/targets/embedded-target.js';
import type { Exploration } from '../../kit/checks/exploration.js';
import { runCheck } from '../../kit/checks/run-check.js';
import { severityIn } from '../../kit/checks/severity.js';
import { DEFAULT_DIALECT } from '../dialect.js';
import { groupRaceChecks, stateRaceChecks } from './races.checks.js';

/** Not the usual seed: by that one `conformance.test.ts` makes up all that these checks do. */
const OTHER_SEED = 1;

type Rules = NonNullable<NonNullable<Parameters<typeof embeddedTarget>[0]>['futures']>['rules'];

const [ofCalls, atTheDeadline, withNewState] = [...groupRaceChecks, ...stateRaceChecks] as [Check, Check, Check];

function run(check: Check, rules?: Rules, exploration: Exploration = {}): Promise<CheckResult> {
  return runCheck(check, embeddedTarget({ futures: { rules } }), {
    revision: 'futures',
    area: 'races',
    dialect: DEFAULT_DIALECT,
    severityOf: severityIn(catalogueOf('futures')),
    exploration,
  });
}

/** Homeservers on which something goes wrong only when calls meet each other or a timer, and the check that shows it. */
const faults: readonly (readonly [name: string, check: Check, broken: readonly string[], rules: Rules])[] = [
  ['events are sent twice', ofCalls, ['GROUP-1'], { eventsOf: ({ draft }) => [draft, draft] }],
  [
    'a second send comes through in the same millisecond',
    ofCalls,
    ['GROUP-1'],
    {
      tokenDies: () => false,
      obeysToken: ({ future: { life }, now }) => life.ended === undefined || life.ended.at === now,
    },
  ],
  ['the timers of discarded futures go on', atTheDeadline, ['GROUP-1'], { timerStops: () => false }],
  [
    'a send comes through just after the timer',
    atTheDeadline,
    ['GROUP-1'],
    {
      tokenDies: () => false,
      obeysToken: ({ action, future: { life }, now }) => {
        const late = now - (life.dueAt ?? 0);
        return life.ended === undefined || (action === 'send' && late >= 0 && late < 3);
      },
    },
  ],
  [
    'a refresh just before the deadline is refused',
    atTheDeadline,
    ['TOKEN-3'],
    (defaults) => ({
      obeysToken: (facts) =>
        defaults.obeysToken(facts) &&
        !(facts.action === 'refresh' && (facts.future.life.dueAt ?? Infinity) - facts.now < 3),
    }),
  ],
  [
    'a new state event just before the deadline does not invalidate',
    withNewState,
    ['STATE-2', 'STATE-6'],
    (defaults) => ({
      invalidates: (facts) =>
        defaults.invalidates(facts) && (facts.future.life.dueAt ?? Infinity) - facts.event.origin_server_ts >= 3,
    }),
  ],
];

describe('races find it when', () => {
  test.each(faults)('%s', async (_name, check, broken, rules) => {
    const result = await run(check, rules, { runs: 100 });
    expect(result).toMatchObject({ verdict: 'fail' });
    expect(broken).toContain(result.broken);
  });
});

describe('races are explained', () => {
  test.each([ofCalls, atTheDeadline, withNewState])('where nothing is wrong: $id', async (check) => {
    expect(await run(check, undefined, { seed: OTHER_SEED })).toMatchObject({ verdict: 'pass', message: '' });
  });

  test.each([
    { 'Q-CANCEL': 'own' },
    { 'Q-CANCEL-ACTION': 'own', 'Q-ACTION-RESPONSE': 'more' },
    { 'Q-INVALIDATE-GROUP': 'group' },
    { 'Q-ORPHAN': 'sendable' },
    { 'Q-GROUP-REUSE': 'refused' },
    { 'Q-CLIENT-GROUP': 'replaced' },
  ] as const)('whatever the reading: %o', async (readings) => {
    for (const check of [ofCalls, atTheDeadline, withNewState]) {
      const result = await runCheck(check, embeddedTarget({ futures: { readings } }), {
        revision: 'futures',
        area: 'races',
        dialect: DEFAULT_DIALECT,
        severityOf: severityIn(catalogueOf('futures')),
      });
      expect(result).toMatchObject({ verdict: 'pass' });
    }
  });
});

test('a broken race is told as a short story that can be run again', async () => {
  const rules = faults.find(([name]) => name === 'a send comes through just after the timer')?.[3];
  const first = await run(atTheDeadline, rules, { runs: 100 });
  expect(first.message).toContain('GROUP-1: the event of A came, though A had been sent');
  expect(first.violation?.story).toEqual([
    '1. +0 ms alice schedules A (message, timeout 2000 ms) → 200',
    expect.stringContaining('the send token of A is called → 200'),
    expect.stringContaining('the event of A is seen'),
    expect.stringContaining('the event of A is seen'),
    expect.stringContaining('alice reads the listing: nothing → 200'),
    expect.stringContaining('the send token of A is called → 410'),
  ]);

  const { seed, path } = first.violation?.replay ?? {};
  const again = await run(atTheDeadline, rules, { seed, replay: path });

  // The one was run after many others, so that its moments are others.
  const { scene: _, ...same } = first.violation ?? {};
  expect(again).toMatchObject({ message: first.message, violation: same });
});

test('where calls made one by one break something else, races are not judged', async () => {
  const result = await run(atTheDeadline, { discardedByCancel: () => [] });
  expect(result).toMatchObject({ verdict: 'inconclusive', message: expect.stringContaining('TOKEN-6') });
});
