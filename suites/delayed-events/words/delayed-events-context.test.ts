import { describe, expect, test } from 'vitest';

import type { CheckResult } from '../../kit/checks/check-result.js';
import { runCheck } from '../../kit/checks/run-check.js';
import { inProcessTarget } from '../../kit/targets/in-process-target.js';
import { forms } from '../wire/forms.js';
import type { FormName } from '../wire/wire-form.js';
import { type DelayedEventsCheck, delayedEventsCheck } from './delayed-events-check.js';
import type { DelayedEvent } from './delayed-event.js';
import type { DelayedEventsContext, Id } from './delayed-events-context.js';
import { type Bend, delayedEventsServer } from './delayed-events-server.testkit.js';

interface Setting extends Bend {
  /** Whether lateness is judged as on a server in real time, where none is pinned. */
  readonly tolerant?: true;
  readonly requirements?: readonly Id[];
  readonly needs?: DelayedEventsCheck['needs'];
  /** How many events of one user may wait, as the server says. */
  readonly maxScheduled?: number;
  /** The longest delay that is not over while a check looks, in milliseconds. */
  readonly far?: number;
  /** Whether the result tells when what happened. */
  readonly courses?: boolean;
}

/** Plays a scene; what comes out in the end is the result of the check. */
function play(scene: (t: DelayedEventsContext) => Promise<unknown>, setting: Setting = {}): Promise<CheckResult> {
  const {
    requirements = ['DE-ACT-7'],
    needs = {},
    form = 'accepted',
    tolerant,
    courses = false,
    maxScheduled,
    far = 3_600_000,
    ...bend
  } = setting;
  const check = delayedEventsCheck({
    id: 'actions.scene',
    title: 'a scene',
    requirements,
    needs,
    run: async (t) => void (await scene(t)),
  });
  const retains = bend.forgets === undefined && forms[form].lacks['a lookup of what is over'] === undefined;
  const target = inProcessTarget('embedded', () => delayedEventsServer({ ...bend, form }));
  const { pinnedLateness: _pinned, ...settings } = target.settings;
  return runCheck(check, tolerant === undefined ? target : { ...target, settings: { ...settings, maxWait: 30_000 } }, {
    revision: 'delayed-events',
    area: 'actions',
    dialect: {
      form,
      stable: true,
      unstable: false,
      farDelay: far,
      retains,
      ...(maxScheduled === undefined ? {} : { maxScheduled }),
    },
    courses,
    severityOf: () => 'fail',
  });
}

const scheduled = async (t: DelayedEventsContext): Promise<void> => {
  const room = await t.alice.createRoom();
  await t.requireDue('DE-ACT-7', await t.schedule(t.alice, room, { delay: 4_000 }), 'after its delay');
};

describe.each<FormName>(['accepted', 'accepted-unstable', 'july', 'p-2026-06', 'p-2026-01', 'w5', 'w4', 'w3', 'w0'])(
  'in the form %s',
  (form) => {
    test('events come, are sent, cancelled and restarted', async () => {
      const result = await play(
        async (t) => {
          const room = await t.alice.createRoom();
          const wish = { delay: 4_000 };
          const due = await t.schedule(t.alice, room, { ...wish, stateKey: '' });
          const sent = await t.schedule(t.alice, room, wish);
          const cancelled = await t.schedule(t.alice, room, wish);
          const restarted = await t.schedule(t.alice, room, wish);
          await t.requireSent('DE-ACT-5', sent, await t.send(sent), 'after send');
          await t.cancel(cancelled);
          await t.letTimePass(2_000);
          await t.restart(restarted);
          await t.requireScheduled('DE-ACT-7', restarted, 'after restart');
          await t.requireDue('DE-ACT-7', due, 'after its delay');
          await t.requireDue('DE-ACT-7', restarted, 'after restart');
          await t.requireNothing('DE-ACT-6', [due, sent, cancelled, restarted], 'in the end');
        },
        { form },
      );
      expect(result).toMatchObject({ verdict: 'pass' });
    });

    test('what is over has its outcome, or the check is not applicable', async () => {
      const result = await play(
        async (t) => {
          const room = await t.alice.createRoom();
          const [sent, cancelled] = [await t.schedule(t.alice, room), await t.schedule(t.alice, room)];
          await t.send(sent);
          await t.cancel(cancelled);
          await t.requireFinalised('DE-ACT-7', sent, 'sent', 'after send');
          await t.requireFinalised('DE-ACT-7', cancelled, 'cancelled', 'after cancel');
        },
        { form, needs: { words: ['a lookup of what is over'] } },
      );
      const keeps = ['accepted', 'accepted-unstable', 'july', 'p-2026-06', 'w5'].includes(form);
      expect(result.verdict).toBe(keeps ? 'pass' : 'not-applicable');
    });
  },
);

test('what a form cannot express is not applicable, with the reason', async () => {
  const result = await play(scheduled, { form: 'w4', requirements: ['DE-ACT-4'] });
  expect(result).toMatchObject({ verdict: 'not-applicable', message: forms.w4.cannot['DE-ACT-4'] });
});

test('what is over and not kept cannot be judged', async () => {
  const result = await play(scheduled, { forgets: true, needs: { words: ['a remembered outcome'] } });
  expect(result).toMatchObject({ verdict: 'not-applicable', message: 'the server does not keep what is over' });
});

test('what is looked up too late to wait still may be over and forgotten', async () => {
  const lookUpAfter = async (t: DelayedEventsContext, beats: number): Promise<void> => {
    const event = await t.schedule(t.alice, await t.alice.createRoom(), { delay: t.beats(2) });
    await t.letTimePass(t.beats(beats));
    await t.lookup(event);
    t.require('DE-ACT-7', true, '');
  };
  expect(await play((t) => lookUpAfter(t, 1), { form: 'w4' })).toMatchObject({ verdict: 'pass' });
  expect(await play((t) => lookUpAfter(t, 3), { form: 'w4' })).toMatchObject({ verdict: 'inconclusive' });
});

test('an event that does not come breaks what the check is about, or that events come at all', async () => {
  const never: Bend['never'] = ({ delay_ms: delay }) => delay === 4_000;
  expect(await play(scheduled, { never })).toMatchObject({ verdict: 'fail', broken: 'DE-ACT-7' });
  expect(await play(scheduled, { never: () => true })).toMatchObject({ verdict: 'fail', broken: 'DE-SEND-1' });
});

test('an event that send does not send breaks that it does', async () => {
  const story = async (t: DelayedEventsContext): Promise<void> => {
    const event = await t.schedule(t.alice, await t.alice.createRoom(), { delay: 4_000 });
    await t.requireSent('DE-ACT-7', event, await t.send(event), 'after send');
  };
  const script: Bend['script'] = ({ path }) => (path.endsWith('/send') ? [200, {}] : undefined);
  expect(await play(story, { script, never: ({ delay_ms: delay }) => delay === 4_000 })).toMatchObject({
    verdict: 'fail',
    broken: 'DE-ACT-5',
  });
});

test('what comes with being scheduled is seen before it is sent, whatever was to come', async () => {
  expect(await play(scheduled, { announces: true })).toMatchObject({ verdict: 'fail', broken: 'DE-SCHED-10' });
  expect(await play(scheduled, { late: -4_000 })).toMatchObject({ verdict: 'fail', broken: 'DE-TIME-1' });
});

test('what comes though it was cancelled breaks that it never does, whatever else was to be seen', async () => {
  const story = async (t: DelayedEventsContext): Promise<void> => {
    const event = await t.schedule(t.alice, await t.alice.createRoom(), { delay: 4_000 });
    await t.cancel(event);
    await t.requireNothing('DE-ACT-7', event, 'after cancel');
  };
  const script: Bend['script'] = ({ path }) => (path.endsWith('/cancel') ? [200, {}] : undefined);
  expect(await play(story, { script })).toMatchObject({ verdict: 'fail', broken: 'DE-ACT-6' });
});

test('the course tells what was asked, what came, and when it was due or had to stay away', async () => {
  const story = async (t: DelayedEventsContext): Promise<void> => {
    const room = await t.alice.createRoom();
    const due = await t.schedule(t.alice, room, { delay: 1_000 });
    const cancelled = await t.schedule(t.alice, room, { delay: 4_000 });
    await t.cancel(cancelled);
    await t.requireDue('DE-ACT-7', due, 'after its delay');
    await t.requireNothing('DE-ACT-7', cancelled, 'after cancel');
  };
  const { course } = await play(story, { courses: true });
  expect(course?.requests).toContainEqual({
    at: 0,
    took: 0,
    by: 'alice',
    what: 'POST /_matrix/client/v1/delayed_events/*/cancel',
    status: 200,
  });
  expect(course?.arrivals[0]).toMatchObject({ at: 1_000, by: 'alice', what: 'm.room.message delayed' });
  expect(course?.arrivals.at(-1)).toMatchObject({ marker: true });
  expect(course?.expectations).toMatchObject([
    { kind: 'due', from: 1_000, to: 1_000, came: 1_000, what: 'after its delay' },
    { kind: 'not-due', from: 4_000, to: 4_000, what: 'after cancel' },
    { kind: 'silence', from: 1_000, to: 4_000, what: 'after cancel' },
  ]);
  expect(await play(story)).not.toHaveProperty('course');
});

test('it is known from how long a silence something was concluded', async () => {
  let silences: number[] = [];
  const result = await play(async (t) => {
    const room = await t.alice.createRoom();
    const cancelled = await t.schedule(t.alice, room, { delay: 4_000 });
    await t.cancel(cancelled);
    silences = [t['session'].shortestSilence];
    await t.requireNothing('DE-ACT-7', cancelled, 'after cancel');
    silences.push(t['session'].shortestSilence);
    t['session'].shortestSilence = Number.POSITIVE_INFINITY;
    await t.sentBy(t.now(), [cancelled]);
    silences.push(t['session'].shortestSilence);
  });
  expect(result).toMatchObject({ verdict: 'pass' });
  expect(silences).toEqual([Number.POSITIVE_INFINITY, 2_000, 2_000]);
});

describe('on a server in real time', () => {
  const due = async (t: DelayedEventsContext): Promise<DelayedEvent> => {
    const event = await t.schedule(t.alice, await t.alice.createRoom(), { delay: 4_000 });
    await t.requireDue('DE-ACT-7', event, 'after its delay');
    return event;
  };
  const quiet = async (t: DelayedEventsContext): Promise<void> => {
    await t.requireNothing('DE-ACT-7', await due(t), 'after it was sent');
  };

  test('an event may come half a minute late, and silence need not last longer than that', async () => {
    expect(await play(quiet, { late: 30_000, tolerant: true })).toMatchObject({ verdict: 'pass', warnings: [] });
  });

  test.each([32_000, 40_000, 70_000])('an event that comes %i ms late is worth a warning', async (late) => {
    const warnings = [{ requirement: 'DE-TIME-3' }];
    expect(await play(due, { late, tolerant: true })).toMatchObject({ verdict: 'pass', warnings });
  });

  test('where a job looks once a minute, an event that has just missed it is late and not missing', async () => {
    const story = async (t: DelayedEventsContext): Promise<void> => {
      const room = await t.alice.createRoom();
      await t.waitUntil(55_500 - 4_000);
      await t.requireDue('DE-ACT-7', await t.schedule(t.alice, room, { delay: 4_000 }), 'shortly before its turn');
      const next = await t.schedule(t.alice, room, { delay: 2_000 });
      await t.requireDue('DE-ACT-7', next, 'shortly after the turn');
    };
    expect(await play(story, { turn: 60_000, tolerant: true })).toMatchObject({
      verdict: 'pass',
      warnings: [{ requirement: 'DE-TIME-3', message: expect.stringContaining('58000 ms late') }],
    });
  });

  test('an event that has come when others like it were looked at is late and not missing', async () => {
    const story = async (t: DelayedEventsContext): Promise<void> => {
      const room = await t.alice.createRoom();
      await t.waitUntil(55_000);
      await t.requireDue('DE-ACT-7', await t.schedule(t.alice, room, { delay: 4_000 }), 'just before its turn');
      const next = await t.schedule(t.alice, room, { delay: 2_000 });
      await t.requireDue('DE-ACT-7', next, 'shortly after the turn');
    };
    // Lateness of a second tells nobody that the server works by turns; that of the second one does.
    expect(await play(story, { turn: 60_000, tolerant: true })).toMatchObject({ verdict: 'pass', runs: 2 });
    expect(await play(story, { turn: 60_000 })).toMatchObject({ verdict: 'fail', broken: 'DE-TIME-3' });
  });

  test('where events come later than half a minute, silence would have to last too long', async () => {
    expect(await play(quiet, { late: 40_000, tolerant: true })).toMatchObject({
      verdict: 'inconclusive',
      message: expect.stringContaining('50000 ms'),
    });
  });

  test('an event that does not come while others do has never come, and it is known soon', async () => {
    let waited = 0;
    const story = async (t: DelayedEventsContext): Promise<void> => {
      const began = t.now();
      await due(t).finally(() => (waited = t.now() - began));
    };
    const never: Bend['never'] = ({ delay_ms: delay }) => delay === 4_000;
    expect(await play(story, { never, tolerant: true })).toMatchObject({ verdict: 'fail', broken: 'DE-ACT-7' });
    expect(waited).toBeLessThan(45_000);
  });

  test('where none comes at all, none has come, which is no silence', async () => {
    const late = Number.POSITIVE_INFINITY;
    expect(await play(due, { late, tolerant: true })).toMatchObject({ verdict: 'fail', broken: 'DE-SEND-1' });
    const cancelled = async (t: DelayedEventsContext): Promise<void> => {
      const event = await t.schedule(t.alice, await t.alice.createRoom(), { delay: 4_000 });
      await t.cancel(event);
      await t.requireNothing('DE-ACT-7', event, 'after it was cancelled');
    };
    expect(await play(cancelled, { late, tolerant: true })).toMatchObject({
      verdict: 'inconclusive',
      spoiltBy: 'DE-SEND-1',
      runs: 1,
    });
    expect(await play(cancelled, { late: 5_000, tolerant: true })).toMatchObject({ verdict: 'pass' });
  });

  test('once it is known that none comes nobody waits for one any more, but for what is sent by request', async () => {
    const waited: number[] = [];
    const waiting = async (t: DelayedEventsContext, story: () => Promise<unknown>): Promise<void> => {
      const began = t.now();
      await story().catch(() => undefined);
      waited.push(t.now() - began);
    };
    const result = await play(
      async (t) => {
        await waiting(t, () => due(t));
        await waiting(t, () => due(t));
        const event = await t.schedule(t.alice, await t.alice.createRoom());
        await t.requireSent('DE-ACT-7', event, await t.send(event), 'after send');
      },
      { late: Number.POSITIVE_INFINITY, tolerant: true },
    );
    expect(result).toMatchObject({ verdict: 'pass' });
    expect(waited[0]).toBeGreaterThan(75_000);
    expect(waited[1]).toBeLessThan(7_000);
  });

  test('what was cancelled and comes late is seen, though nothing else has come before', async () => {
    const story = async (t: DelayedEventsContext): Promise<void> => {
      const event = await t.schedule(t.alice, await t.alice.createRoom(), { delay: 4_000 });
      await t.cancel(event);
      await t.requireNothing('DE-ACT-7', event, 'after cancel');
    };
    const script: Bend['script'] = ({ path }) => (path.endsWith('/cancel') ? [200, {}] : undefined);
    expect(await play(story, { script, late: 9_000, tolerant: true })).toMatchObject({ broken: 'DE-ACT-6' });
  });
});

test('an event that comes early breaks that it must not', async () => {
  expect(await play(scheduled, { late: -1_000 })).toMatchObject({ verdict: 'fail', broken: 'DE-TIME-1' });
});

test('an event that comes as another one breaks that it is sent as it was scheduled', async () => {
  const result = await play(scheduled, { changes: (event) => ({ ...event, type: 'org.example.other' }) });
  expect(result).toMatchObject({ verdict: 'fail', broken: 'DE-SEND-1' });
});

test('an event that comes twice breaks that it comes once, whatever the check is about', async () => {
  const silence = (requirement: Id) => async (t: DelayedEventsContext) => {
    const room = await t.alice.createRoom();
    const event = await t.schedule(t.alice, room, { delay: 1_000 });
    await t.requireDue('DE-ACT-7', event, 'after its delay');
    await t.requireNothing(requirement, event, 'after it came');
  };
  expect(await play(silence('DE-ACT-7'), { twice: true })).toMatchObject({ broken: 'DE-SEND-2' });
  expect(await play(silence('DE-ACT-8'), { twice: true })).toMatchObject({ broken: 'DE-SEND-2' });
});

test('what a rate limit may have swallowed is not proven to be missing', async () => {
  const script: Bend['script'] = ({ path, body }) =>
    path.includes('/send/') && body['futures-conformance.marker'] === undefined
      ? [429, { errcode: 'M_LIMIT_EXCEEDED', error: 'slow down', retry_after_ms: 60_000 }]
      : undefined;
  const result = await play(scheduled, { late: Number.POSITIVE_INFINITY, script });
  expect(result).toMatchObject({ verdict: 'inconclusive', message: expect.stringContaining('a rate limit') });
});

test('what does not take effect since a rate limit kept its event from being sent is not proven to be wrong', async () => {
  const lookup: Bend['script'] = ({ method, path }) =>
    method === 'GET' && path.includes('/delayed_events/')
      ? [200, { finalised: { finalised_ts: 1, error: { errcode: 'M_LIMIT_EXCEEDED', error: 'slow down' } } }]
      : undefined;
  const ineffective =
    (requirement: 'DE-SEND-1' | 'DE-UNS-2') =>
    async (t: DelayedEventsContext): Promise<void> => {
      await t.schedule(t.alice, await t.alice.createRoom(), { delay: 1_000 });
      await t.letTimePass(2_000);
      t.require(requirement, false, 'it has no effect');
    };
  expect(await play(ineffective('DE-SEND-1'), { script: lookup })).toMatchObject({ verdict: 'inconclusive' });
  expect(await play(ineffective('DE-UNS-2'), { script: lookup })).toMatchObject({ broken: 'DE-UNS-2' });
});

test('what is refused while as many wait as may is the affair of the cap, and not where a timer has sent one of them', async () => {
  let isRefusing = false;
  const script: Bend['script'] = ({ path }) =>
    isRefusing && path.includes('/delayed_event/') ? [400, { errcode: 'M_BAD_JSON', error: 'no' }] : undefined;
  const story =
    (passes: number) =>
    async (t: DelayedEventsContext): Promise<void> => {
      const room = await t.alice.createRoom();
      isRefusing = false;
      await t.schedule(t.alice, room, { delay: 4_000 });
      await t.letTimePass(passes);
      isRefusing = true;
      await t.schedule(t.alice, room);
    };
  expect(await play(story(3_000), { script, maxScheduled: 1 })).toMatchObject({ broken: 'DE-LIM-5' });
  expect(await play(story(5_000), { script, maxScheduled: 1 })).toMatchObject({ broken: 'DE-SCHED-1' });
});

test('a refusal has to be the one that was asked for, and a missing endpoint never is', async () => {
  const refused = async (t: DelayedEventsContext): Promise<void> => {
    const wanted = { status: [400, 404], errcodes: ['M_INVALID_PARAM', 'M_NOT_FOUND'] };
    const answer = await t.trySchedule(t.alice, await t.alice.createRoom(), {});
    t.requireRefused('DE-ACT-7', answer, wanted, 'what is asked for');
  };
  for (const [status, errcode, verdict] of [
    [400, 'M_INVALID_PARAM', 'pass'],
    [404, 'M_NOT_FOUND', 'pass'],
    [404, 'M_UNRECOGNIZED', 'fail'],
    [403, 'M_NOT_FOUND', 'fail'],
  ] as const) {
    const script: Bend['script'] = ({ path }) =>
      path.includes('delayed_event') ? [status, { errcode, error: 'no' }] : undefined;
    expect(await play(refused, { script })).toMatchObject({ verdict });
  }
});

test('what a lookup has shown to wait was not sent as soon as it was scheduled', async () => {
  const refusal: Id = 'DE-RATE-2';
  for (const [isLookedUp, broken] of [
    [true, 'DE-RATE-2'],
    [false, 'DE-TIME-1'],
  ] as const) {
    const result = await play(
      async (t) => {
        const event = await t.schedule(t.alice, await t.alice.createRoom());
        if (isLookedUp) await t.lookup(event);
        await t.send(event);
        await t.requireScheduled(refusal, event, 'after send was refused');
      },
      { requirements: [refusal] },
    );
    expect(result).toMatchObject({ verdict: 'fail', broken });
  }
});

describe('the longest delay that a server takes', () => {
  /** Schedules what is far away, lets time pass, and finds something amiss. */
  const late =
    (after: number, how: 'require' | 'advise') =>
    async (t: DelayedEventsContext): Promise<void> => {
      await t.schedule(t.alice, await t.alice.createRoom());
      await t.letTimePass(after);
      t[how]('DE-ACT-7', false, 'something is amiss');
    };

  test.each(['require', 'advise'] as const)('says nothing where it was over before the check was (%s)', async (how) => {
    expect(await play(late(1_500, how), { far: 1_000 })).toMatchObject({
      verdict: 'inconclusive',
      message: expect.stringContaining('was over before the check was') as string,
    });
  });

  test('is no reason for anything where it was not, or is long', async () => {
    expect(await play(late(200, 'require'), { far: 1_000 })).toMatchObject({ verdict: 'fail' });
    expect(await play(late(200, 'advise'), { far: 1_000 })).toMatchObject({ verdict: 'pass', warnings: [{}] });
    expect(await play(late(4_000_000, 'require'))).toMatchObject({ verdict: 'fail' });
  });
});
