import { describe, expect, test } from 'vitest';

import { faultCalled } from '../../../fixtures/faults/faults-of.js';
import type { Condition } from '../../../fixtures/network/condition.js';
import { expiringTokens } from '../../../fixtures/network/conditions/expiring-tokens.js';
import { greetedRooms } from '../../../fixtures/network/conditions/greeted-rooms.js';
import { lateAnswers } from '../../../fixtures/network/conditions/late-answers.js';
import { steppedClock } from '../../../fixtures/network/conditions/stepped-clock.js';
import { judgedRevision } from '../faults/judged-revision.js';
import { runBehind } from './hostile-run.js';

/** One thing that goes on around a homeserver, and what it used to be taken for. */
interface Circumstance {
  readonly what: string;
  readonly condition: () => Condition;
  /** What the checks that are run are about. */
  readonly only: readonly string[];
  /** A homeserver that is to be failed in spite of it. */
  readonly fault: string;
}

const CIRCUMSTANCES: readonly Circumstance[] = [
  {
    what: 'rooms are greeted before whoever has made them knows of them',
    condition: () => greetedRooms('before'),
    only: ['GROUP-2', 'TOKEN-6', 'SCHED-8'],
    fault: 'cancel-token-does-nothing',
  },
  {
    what: 'rooms are greeted some time after they were made',
    condition: () => greetedRooms(700),
    only: ['GROUP-2', 'TOKEN-6', 'SCHED-8'],
    fault: 'scheduling-announces-the-future',
  },
  {
    what: 'what is read comes late',
    condition: () => lateAnswers({ sync: 1_200, reads: 400 }),
    only: ['CASE-1', 'CASE-5'],
    fault: 'one-members-leaving-ends-the-call',
  },
  {
    what: 'what is read of delayed events comes late',
    condition: () => lateAnswers({ sync: 1_200, reads: 400 }),
    only: ['use-cases.call-member-dies', 'use-cases.call-heartbeat-limited', 'use-cases.call-hang-up'],
    fault: 'restart-keeps-the-deadline',
  },
  {
    what: 'the clock is put back while the run goes on',
    condition: () => steppedClock({ after: 4_500, by: -5_000 }),
    only: ['TIME-4'],
    fault: 'events-show-their-deadline',
  },
  {
    what: 'the clock is put back between what is looked up of delayed events',
    condition: () => steppedClock({ after: 4_000, by: -5_000 }),
    only: [
      'lookup.fields-scheduled',
      'lookup.fields-scheduled-on-the-unstable-path',
      'lookup.fields-restarted',
      'lookup.sent-by-timer',
      'lookup.failed',
      'actions.restart-shows',
      'timing.dated-when-due-or-sent',
    ],
    fault: 'end-is-the-time-of-scheduling',
  },
  {
    what: 'access tokens expire while the run goes on',
    condition: () => expiringTokens({ after: 2_500, soft: false }),
    only: ['LIST-1', 'TOKEN-6'],
    fault: 'cancel-token-does-nothing',
  },
];

const LIMIT_MS = 600_000;
describe.concurrent.each(CIRCUMSTANCES)('where $what', ({ condition, only, fault: id }) => {
  const { revision, fault } = faultCalled(id);
  const { suites, faults } = judgedRevision(revision);

  test('a conformant server is not failed, and most can be told', { timeout: LIMIT_MS }, async () => {
    const results = await runBehind(suites, { conditions: [condition()], seed: 1 }, {}, only);
    expect(results.filter(({ verdict }) => verdict === 'fail')).toEqual([]);
    const told = results.filter(({ verdict }) => verdict === 'pass');
    expect(told.length).toBeGreaterThan(results.length / 2);
  });

  test('a faulty one is', { timeout: LIMIT_MS }, async () => {
    const options = faults.options({ rules: fault.rules });
    const results = await runBehind(suites, { conditions: [condition()], seed: 1 }, options, only);
    const broken = results.flatMap((result) => (result.verdict === 'fail' ? [result.broken] : []));
    // By which of them it shows may hang on how late something was read.
    expect(fault.breaks.filter((requirement) => broken.includes(requirement))).not.toEqual([]);
  });
});
