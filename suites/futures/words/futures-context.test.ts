import { describe, expect, test } from 'vitest';

import { moreExactly } from '../../blame/more-exactly.js';
import type { CheckResult } from '../../kit/checks/check-result.js';
import type { Needs } from '../../kit/checks/needs.js';
import { inProcessTarget } from '../../kit/targets/in-process-target.js';
import { runCheck } from '../../kit/checks/run-check.js';
import type { Session } from '../../kit/checks/session.js';
import type { Settings } from '../../kit/targets/settings.js';
import type { Target } from '../../kit/targets/stage.js';
import { dueAfter } from '../../kit/time/time-window.js';
import { tryBatch } from '../alternatives/batch.js';
import { FUTURES_BLAME } from '../blame/futures-blame.js';
import { DEFAULT_DIALECT } from '../dialect.js';
import { FuturesContext } from './futures-context.js';
import { type Bend, type Bending, futuresServer } from './futures-server.testkit.js';

interface Setting extends Bend {
  readonly settings?: Partial<Settings>;
  /** How late events are known to come, in milliseconds; nobody knows it, unless given. */
  readonly lateness?: number;
  /** Whether the target is to be taken for one in real time, whose checks may be repeated. */
  readonly wallClock?: true;
  /** Whether the target is to be taken for a URL, where nothing may be left behind. */
  readonly isUrl?: true;
  readonly requirements?: readonly string[];
  readonly needs?: Needs;
}

/** Plays a scene; what comes out in the end is the result of the check. */
async function play(scene: (t: FuturesContext) => Promise<unknown>, setting: Setting = {}): Promise<CheckResult> {
  const base = inProcessTarget('embedded', () => futuresServer(setting));
  base.lateness.record(setting.lateness ?? 0, setting.lateness === undefined ? undefined : 0);
  const kind = setting.isUrl === true ? 'url' : base.kind;
  const target: Target = { ...base, kind, settings: { ...base.settings, ...setting.settings } };
  const check = {
    id: 'timers.scene',
    title: 'a scene',
    requirements: setting.requirements ?? ['TOKEN-3'],
    needs: setting.needs ?? {},
    async run(session: Session) {
      const t = new FuturesContext(session);
      if (setting.wallClock === true) Object.defineProperty(t, 'time', { value: 'real' });
      await moreExactly(() => scene(t), t, session, FUTURES_BLAME);
    },
  };
  return runCheck(check, target, {
    revision: 'futures',
    area: 'timers',
    dialect: DEFAULT_DIALECT,
    severityOf: () => 'fail',
  });
}

/** Tolerant, as for a server in real time. */
const TOLERANT = { pinnedLateness: undefined } as unknown as Partial<Settings>;

describe('when an event comes', () => {
  const due = async (t: FuturesContext): Promise<void> => {
    const room = await t.alice.createRoom();
    const future = await t.message(t.alice, room, { timeout: 4_000 });
    await t.requireDue('TOKEN-3', future, 'after its timeout');
  };

  test('in time', async () => {
    expect(await play(due)).toMatchObject({ verdict: 'pass', warnings: [] });
  });

  test('a millisecond early is too early', async () => {
    const result = await play(due, { late: -1 });
    expect(result).toMatchObject({ verdict: 'fail', broken: 'TIME-2' });
    expect(result.message).toContain('1 ms before it could be due');
  });

  test('within what clocks may differ it is in time', async () => {
    expect((await play(due, { late: -10, settings: { clockSlack: 10 } })).verdict).toBe('pass');
    expect((await play(due, { late: -11, settings: { clockSlack: 10 } })).verdict).toBe('fail');
  });

  test('late is a failure where lateness is pinned, beyond the pin', async () => {
    expect((await play(due, { late: 200, settings: { pinnedLateness: 200 } })).verdict).toBe('pass');
    const result = await play(due, { late: 201, settings: { pinnedLateness: 200 } });
    expect(result).toMatchObject({ verdict: 'fail', broken: 'TIME-3' });
  });

  test('late is a warning where it is not, and never a failure', async () => {
    const result = await play(due, { late: 6_000, settings: TOLERANT });
    expect(result).toMatchObject({ verdict: 'pass', warnings: [{ requirement: 'TIME-3' }] });
    expect((await play(due, { late: 900, settings: TOLERANT })).warnings).toEqual([]);
  });

  test('late is no failure where a job looks once a minute and the event has just missed it', async () => {
    const story = async (t: FuturesContext): Promise<void> => {
      const room = await t.alice.createRoom();
      await t.waitUntil(51_500);
      await t.requireDue('TOKEN-3', await t.message(t.alice, room, { timeout: 4_000 }), 'shortly before its turn');
      await t.requireDue('TOKEN-3', await t.message(t.alice, room, { timeout: 2_000 }), 'shortly after the turn');
    };
    const result = await play(story, { turn: 60_000, settings: TOLERANT });
    expect(result).toMatchObject({ verdict: 'pass', warnings: [{ requirement: 'TIME-3' }, { requirement: 'TIME-3' }] });
  });

  test('late is no failure where it has come when others like it were looked at', async () => {
    const story = async (t: FuturesContext): Promise<void> => {
      const room = await t.alice.createRoom();
      await t.waitUntil(55_000);
      await t.requireDue('TOKEN-3', await t.message(t.alice, room, { timeout: 4_000 }), 'just before its turn');
      await t.requireDue('TOKEN-3', await t.message(t.alice, room, { timeout: 2_000 }), 'shortly after the turn');
    };
    expect(await play(story, { turn: 60_000, settings: TOLERANT })).toMatchObject({ verdict: 'pass', runs: 2 });
  });

  describe('while it is listed still', () => {
    const listing = {
      lists: true,
      wallClock: true,
      lateness: 0,
      settings: TOLERANT,
      requirements: ['CASE-4'],
    } as const;
    const stories = {
      async one(t: FuturesContext): Promise<void> {
        const room = await t.alice.createRoom();
        await t.requireDue('CASE-4', await t.message(t.alice, room, { timeout: 4_000 }), 'after its timeout');
      },
      async 'the first of two'(t: FuturesContext): Promise<void> {
        const room = await t.alice.createRoom();
        const futures = [
          await t.message(t.alice, room, { timeout: 4_000 }),
          await t.message(t.alice, room, { timeout: 5_000 }),
        ];
        await t.requireOneOf('CASE-4', futures, futures[1]?.due?.latest ?? 0, 'the first of two');
      },
    };

    test.each(Object.entries(stories))('late is no failure, whatever came before it: %s', async (_, story) => {
      expect(await play(story, { ...listing, late: 60_000 })).toMatchObject({ verdict: 'pass', runs: 2 });
    });

    test('what is late is not taken for what has lost its timer', async () => {
      const story = async (t: FuturesContext): Promise<void> => {
        const room = await t.alice.createRoom();
        const future = await t.message(t.alice, room, { timeout: 4_000 });
        t.require('CASE-4', true, 'it is about something');
        if (!(await t.comes(future))) await t.presupposeGone(future, 'after something');
      };
      expect(await play(story, { ...listing, late: 60_000 })).toMatchObject({ verdict: 'pass', runs: 2 });
    });

    test.each(Object.entries(stories))('later than anything may be is never: %s', async (_, story) => {
      const result = await play(story, { ...listing, late: 90_000 });
      expect(result).toMatchObject({ verdict: 'fail', broken: 'TIME-1', runs: 1 });
      expect(result.message).toContain('it still waits, and its timer has run out');
    });
  });

  test('never is a failure of what it verifies, where the timers of others run out', async () => {
    const story = async (t: FuturesContext): Promise<void> => {
      const room = await t.alice.createRoom();
      const future = await t.message(t.alice, room, { type: 'org.example.lost', timeout: 4_000 });
      await t.requireDue('TOKEN-3', future, 'after its timeout');
    };
    const result = await play(story, { loses: 'org.example.lost' });
    expect(result).toMatchObject({ verdict: 'fail', broken: 'TOKEN-3' });
    expect(result.message).toContain('never came');
  });

  test('where no timer runs out, it is a failure of that', async () => {
    const result = await play(due, { late: Number.POSITIVE_INFINITY });
    expect(result).toMatchObject({ verdict: 'fail', broken: 'TIME-1' });
    expect(result.message).toContain('neither did that of a future that nothing disturbs');
  });

  test('where none can be scheduled to compare with, it is a failure of what it verifies', async () => {
    let asked = 0;
    const script: Bending = ({ path }) =>
      path.includes('/send_future/') && (asked += 1) > 1 ? [400, { errcode: 'M_LIMIT', error: 'no more' }] : undefined;
    const result = await play(due, { late: Number.POSITIVE_INFINITY, script });
    expect(result).toMatchObject({ verdict: 'fail', broken: 'TOKEN-3' });
  });

  test('an event that came before the send token was called was not sent by that', async () => {
    const result = await play(async (t) => {
      const room = await t.alice.createRoom();
      const future = await t.message(t.alice, room, { timeout: 1_000 });
      await t.letTimePass(2_000);
      await t.requireSent('TOKEN-3', future, { sentAt: t.now(), answeredAt: t.now() }, 'after it was sent');
    });
    expect(result).toMatchObject({ verdict: 'fail', broken: 'TIME-2' });
  });
});

describe('when an event comes as a misunderstanding would have it', () => {
  const misunderstood = async (t: FuturesContext): Promise<void> => {
    const room = await t.alice.createRoom();
    const future = await t.message(t.alice, room, { timeout: t.beats(4) });
    const instead = dueAfter(future.answer, t.beats(6));
    await t.requireDue('TOKEN-3', future, 'after a refresh', { instead });
  };

  test('it breaks the requirement', async () => {
    expect(await play(misunderstood, { late: 2_000, lateness: 0, settings: TOLERANT })).toMatchObject({
      verdict: 'fail',
      broken: 'TOKEN-3',
    });
  });

  test('before that it is only late', async () => {
    const result = await play(misunderstood, { late: 1_999, settings: TOLERANT });
    expect(result).toMatchObject({ verdict: 'pass', warnings: [{ requirement: 'TIME-3' }] });
  });

  test('where everything comes late it is told apart with more distance', async () => {
    const result = await play(misunderstood, { late: 2_000, lateness: 1_000, settings: TOLERANT });
    expect(result).toMatchObject({ verdict: 'pass', runs: 2 });
  });

  test('in real time a single hold-up does not break it, since it does not grow with the distance', async () => {
    const result = await play(misunderstood, { late: 2_500, settings: TOLERANT, wallClock: true });
    expect(result).toMatchObject({ verdict: 'pass', runs: 2 });
  });

  test('in real time a misunderstanding does, in the second run', async () => {
    const scene = async (t: FuturesContext): Promise<void> => {
      const room = await t.alice.createRoom();
      // Asks for what a server that extends the old deadline would do.
      const future = await t.message(t.alice, room, { timeout: t.beats(6) });
      const meant = { ...future, due: dueAfter(future.answer, t.beats(4)) };
      await t.requireDue('TOKEN-3', meant, 'after a refresh', { instead: dueAfter(future.answer, t.beats(6)) });
    };
    expect(await play(scene, { settings: TOLERANT, wallClock: true })).toMatchObject({
      verdict: 'fail',
      broken: 'TOKEN-3',
      runs: 2,
    });
  });
});

describe('when nothing is to come', () => {
  const cancelled =
    (timeout: number | undefined) =>
    async (t: FuturesContext): Promise<void> => {
      const room = await t.alice.createRoom();
      const future = await t.message(t.alice, room, timeout === undefined ? {} : { timeout });
      await t.cancel(future);
      await t.requireNothing('TOKEN-3', future, 'after it was cancelled');
    };

  test.each([1_000, 7_200_000, 700_000_000])('silence is kept beyond a deadline %i ms away', async (timeout) => {
    expect((await play(cancelled(timeout))).verdict).toBe('pass');
    const result = await play(cancelled(timeout), { cancelsNothing: true });
    expect(result).toMatchObject({ verdict: 'fail', broken: 'TOKEN-3' });
  });

  test('what is far away on purpose is not waited for', async () => {
    const ends: number[] = [];
    await play(async (t) => {
      const began = t.now();
      await cancelled(undefined)(t);
      ends.push(t.now() - began);
    });
    expect(ends).toEqual([2_000]);
  });

  test('in real time nobody waits for what is further away than that', async () => {
    const ends: number[] = [];
    const scene = async (t: FuturesContext): Promise<void> => {
      const began = t.now();
      await cancelled(604_800_000)(t);
      ends.push(t.now() - began);
    };
    await play(scene, { wallClock: true });
    expect(ends).toEqual([2_000]);
  });
});

describe('when an answer comes too late for the story', () => {
  /** Lets the clock run on before the cancel token is answered, as a slow network would. */
  const slowCancel =
    (ms: number, status = 404): Bending =>
    async (request, server) => {
      if (!request.path.includes('/futures/cancel')) return undefined;
      await server.clock.advanceTo(server.clock.now() + ms);
      return status === 200 ? [200, {}] : [status, { errcode: 'M_NOT_FOUND', error: 'too late' }];
    };

  const story = async (t: FuturesContext): Promise<void> => {
    const room = await t.alice.createRoom();
    const future = await t.message(t.alice, room, { timeout: t.beats(2) });
    await t.cancel(future);
    t.require('TOKEN-3', true, '');
  };

  test.each([404, 200])('a token answered with %i after the timer could run out says nothing', async (status) => {
    const result = await play(story, { script: slowCancel(5_000, status) });
    expect(result).toMatchObject({ verdict: 'inconclusive', runs: 2 });
  });

  test('with more distance it may say something', async () => {
    expect(await play(story, { script: slowCancel(2_000, 200) })).toMatchObject({ verdict: 'pass', runs: 2 });
  });

  test('a living token that is refused in time is broken', async () => {
    const result = await play(story, { script: slowCancel(1_999) });
    expect(result).toMatchObject({ verdict: 'fail', broken: 'TOKEN-6', runs: 1 });
  });

  test('the timer of a future that was cancelled does not count for the others of its group', async () => {
    const result = await play(async (t) => {
      const room = await t.alice.createRoom();
      const gone = await t.message(t.alice, room, { timeout: t.beats(1) });
      const other = { ...(await t.message(t.alice, room)), group: gone.group };
      await t.cancel(gone);
      await t.letTimePass(t.beats(2));
      t.requireInTime({ sentAt: t.now(), answeredAt: t.now() }, other);
      t.require('TOKEN-3', true, '');
    });
    expect(result).toMatchObject({ verdict: 'pass', message: '' });
  });
});

describe('answers to scheduling', () => {
  const schedule = async (t: FuturesContext): Promise<void> => {
    await t.message(t.alice, await t.alice.createRoom());
    t.require('TOKEN-3', true, '');
  };

  test.each([
    ['send_token', 'RESP-1'],
    ['refresh_token', 'RESP-2'],
    ['cancel_token', 'RESP-2'],
    ['future_group_id', 'RESP-2'],
  ])('without %s they break %s', async (without, broken) => {
    expect(await play(schedule, { without })).toMatchObject({ verdict: 'fail', broken });
  });

  test('a refusal of what has to be accepted breaks SCHED-1', async () => {
    const script: Bending = ({ path }) =>
      path.includes('/send_future/') ? [400, { errcode: 'M_BAD_JSON', error: 'no' }] : undefined;
    expect(await play(schedule, { script })).toMatchObject({ verdict: 'fail', broken: 'SCHED-1' });
  });

  test('where the event is there before the answer is looked at, scheduling has sent it', async () => {
    expect(await play(schedule, { announces: 'itself' })).toMatchObject({ verdict: 'fail', broken: 'SCHED-8' });
  });

  test('an event that comes with scheduling and that nobody asked for disturbs nothing, it may be of anybody', async () => {
    const setting = { announces: 'another' } as const;
    expect(await play(schedule, setting)).toMatchObject({ verdict: 'pass' });
    const silence = async (t: FuturesContext): Promise<void> => {
      const room = await t.alice.createRoom();
      await t.requireNothing('TOKEN-3', await t.message(t.alice, room), 'while it waits');
    };
    expect(await play(silence, setting)).toMatchObject({ verdict: 'pass' });
  });

  test('a token that has been given to a future of another group breaks RESP-7', async () => {
    const twice = async (t: FuturesContext): Promise<void> => {
      await schedule(t);
      await schedule(t);
    };
    expect(await play(twice, {})).toMatchObject({ verdict: 'pass' });
    expect(await play(twice, { repeatsTokens: true })).toMatchObject({ verdict: 'fail', broken: 'RESP-7' });
  });

  test('no token is to be seen in what a failure says', async () => {
    const result = await play(schedule, { without: 'cancel_token' });
    expect(JSON.stringify(result)).not.toMatch(/(send|refresh)-token-\d/);
    expect(result.message).toContain('$send1');
  });
});

describe('the listing', () => {
  /** Answers the listing with an entry for each future, as changed. */
  const listing =
    (send: (made: number) => string, entries = 2): Bending =>
    ({ path, method }, server) => {
      if (method !== 'GET' || !path.endsWith('/futures')) return undefined;
      const scheduled = server.requests.filter((request) => request.path.includes('/send_future/'));
      return [
        200,
        scheduled.slice(0, entries).map((request, index) => ({
          url: `${request.path}?future_timeout=1`,
          body: request.body,
          response: { send_token: send(index + 1) },
        })),
      ];
    };

  const look = async (t: FuturesContext): Promise<void> => {
    const room = await t.alice.createRoom();
    const [kept, sent] = [await t.message(t.alice, room), await t.message(t.alice, room)];
    await t.requireListed('TOKEN-3', { ...sent, txnId: 'not-to-be-seen' }, 'while it waits');
    await t.send(sent);
    await t.requireNothingElseStored('TOKEN-3', kept, 'after one was sent');
  };

  test('a future that is missing breaks what is verified', async () => {
    const result = await play(look, { script: listing((made) => `send-token-${made}`, 1) });
    expect(result).toMatchObject({ verdict: 'fail', broken: 'TOKEN-3' });
  });

  test('a future under a token that nobody was given breaks LIST-3', async () => {
    const result = await play(look, { script: listing((made) => `other-token-${made}`) });
    expect(result).toMatchObject({ verdict: 'fail', broken: 'LIST-3' });
  });

  test('a future that has ended and is listed breaks LIST-5, and not what was to be stored', async () => {
    const result = await play(look, { script: listing((made) => `send-token-${made}`) });
    expect(result).toMatchObject({ verdict: 'fail', broken: 'LIST-5' });
  });
});

describe('dead tokens', () => {
  const ask = async (t: FuturesContext): Promise<void> => {
    const room = await t.alice.createRoom();
    const future = await t.message(t.alice, room, { timeout: 1_000 });
    await t.requireDue('TIME-2', future, 'after its timeout');
    await t.requireDeadTokens('TOKEN-3', future, 'after it was sent');
  };

  test('each of them has to be refused', async () => {
    expect((await play(ask)).verdict).toBe('pass');
  });

  test.each(['send', 'refresh', 'cancel'])('one that is accepted is found: %s', async (name) => {
    const script: Bending = ({ path }) => (path.includes(`/futures/${name}`) ? [200, {}] : undefined);
    const result = await play(ask, { script });
    expect(result).toMatchObject({ verdict: 'fail', broken: 'TOKEN-3' });
    expect(result.message).toContain(`${name}_token`);
  });
});

describe('what is more exactly to blame than what the check is about', () => {
  /** A listing with the only future of the scene. */
  const listed: Bending = ({ path, method }, server) => {
    if (method !== 'GET' || !path.endsWith('/futures')) return undefined;
    const asked = server.requests.find((request) => request.path.includes('/send_future/'));
    return [200, [{ url: asked?.path, body: asked?.body, response: { send_token: 'send-token-1' } }]];
  };
  const due =
    (requirement: string, timeout = 4_000) =>
    async (t: FuturesContext): Promise<void> => {
      const room = await t.alice.createRoom();
      const future = await t.message(t.alice, room, { timeout });
      await t.requireDue(requirement, future, 'after its timeout');
    };

  test('an event that comes later than anybody waits is late, where its future still waits', async () => {
    const setting = { late: 100_000, script: listed };
    expect(await play(due('SCHED-9'), setting)).toMatchObject({ verdict: 'fail', broken: 'TIME-3' });
    // Without a listing all that can be told is that timers do not run here.
    expect(await play(due('SCHED-9'), { late: 100_000 })).toMatchObject({ verdict: 'fail', broken: 'TIME-1' });
    // How long a timer takes is this requirement's own affair, as long as timers run at all.
    expect(await play(due('GROUP-6'), setting)).toMatchObject({ verdict: 'fail', broken: 'TIME-1' });
  });

  test('a future that waits for ever has lost its timer', async () => {
    const setting = { late: Number.POSITIVE_INFINITY, script: listed };
    expect(await play(due('SCHED-9'), setting)).toMatchObject({ verdict: 'fail', broken: 'TIME-1' });
    expect(await play(due('GROUP-10'), setting)).toMatchObject({ verdict: 'fail', broken: 'GROUP-10' });
  });

  test('an event from somebody else was not sent by the user who scheduled it', async () => {
    const scene = (requirement: string) => async (t: FuturesContext) => {
      const room = await t.alice.createRoom();
      const future = await t.message(t.alice, room, { timeout: 4_000 });
      await t.requireDue(requirement, { ...future, by: t.bob }, 'after its timeout');
    };
    const bobToo = { accounts: 2 } as const;
    expect(await play(scene('SCHED-9'), { needs: bobToo })).toMatchObject({ verdict: 'fail', broken: 'TIME-1' });
    expect(await play(scene('TOKEN-1'), { needs: bobToo, requirements: ['TOKEN-1'] })).toMatchObject({
      verdict: 'pass',
    });
  });

  test('what a batch has left waiting is taken back as well', async () => {
    const called: string[] = [];
    const part = (name: string) => ({
      send_token: `send-${name}`,
      refresh_token: `refresh-${name}`,
      cancel_token: `cancel-${name}`,
    });
    const script: Bending = ({ path }) => {
      if (path.includes('/send/future/'))
        return [200, { send_on_timeout: part('timed'), send_on_action: { act: part('act') } }];
      const token = /\/futures\/(.+)$/.exec(path)?.[1];
      if (token !== undefined) called.push(token);
      return undefined;
    };
    const batch = async (t: FuturesContext): Promise<void> => {
      const room = await t.alice.createRoom();
      await tryBatch(t, t.alice, room, {});
      expect(called).toEqual([]);
      await t.takeBack();
    };
    await play(batch, { script, isUrl: true });
    expect(called).toEqual(['cancel-timed', 'cancel-act']);
  });

  test('a generated group id that another future has is not a new one', async () => {
    const script: Bending = ({ path }) => {
      if (!path.includes('/send_future/')) return undefined;
      const tokens = ['send_token', 'refresh_token', 'cancel_token'].map((name) => [name, `${name}-${path}`]);
      return [200, { ...Object.fromEntries(tokens), future_group_id: 'the-one' }];
    };
    const twice = async (t: FuturesContext): Promise<void> => {
      const room = await t.alice.createRoom();
      await t.message(t.alice, room, { txnId: 'first' });
      await t.message(t.alice, room, { txnId: 'second' });
    };
    expect(await play(twice, { script })).toMatchObject({ verdict: 'fail', broken: 'GROUP-3' });
    const again = async (t: FuturesContext): Promise<void> => {
      const room = await t.alice.createRoom();
      await t.message(t.alice, room, { txnId: 'same' });
      await t.message(t.alice, room, { txnId: 'same' });
      t.require('TOKEN-3', true, '');
    };
    expect(await play(again, { script })).toMatchObject({ verdict: 'pass' });
  });

  test('an event that comes when it would have come without the refresh has passed it over', async () => {
    const script: Bending = ({ path }) => (path.includes('/futures/refresh') ? [200, {}] : undefined);
    const refreshed = async (t: FuturesContext): Promise<void> => {
      const room = await t.alice.createRoom();
      const future = await t.message(t.alice, room, { timeout: 4_000 });
      await t.letTimePass(2_000);
      await t.refresh(future);
      await t.requireDue('TOKEN-3', future, 'after a refresh', { early: 'TOKEN-3' });
    };
    expect(await play(refreshed, { script })).toMatchObject({ verdict: 'fail', broken: 'TOKEN-3' });
    // Nearer to the new deadline than to the old one it is the timer that is not exact.
    expect(await play(refreshed, { script, late: 999 })).toMatchObject({ verdict: 'fail', broken: 'TOKEN-3' });
    expect(await play(refreshed, { script, late: 1_000 })).toMatchObject({ verdict: 'fail', broken: 'TIME-2' });
    expect(await play(refreshed, { script, late: 2_000 })).toMatchObject({ verdict: 'pass' });
  });

  test('a story for which events come too late is told again with twice the distance, and is not applicable after that', async () => {
    const spacings: number[] = [];
    const patience = async (t: FuturesContext): Promise<void> => {
      spacings.push(t.beats(1));
      if (3_000 > t.beats(2)) t.tooLateToTell('events come too late');
      t.require('TOKEN-3', true, 'they come');
    };
    expect(await play(patience, { wallClock: true })).toMatchObject({ verdict: 'pass', runs: 2 });
    expect(spacings).toEqual([1_000, 2_000]);
    const never = async (t: FuturesContext): Promise<void> => t.tooLateToTell('events come too late');
    expect(await play(never, { wallClock: true })).toMatchObject({ verdict: 'not-applicable', runs: 2 });
    expect(await play(never)).toMatchObject({ verdict: 'not-applicable', runs: 1 });
  });

  test('where no group is discarded, belonging to one is not in doubt', async () => {
    const scene = (requirement: string) => async (t: FuturesContext) => {
      const room = await t.alice.createRoom();
      const future = await t.message(t.alice, room);
      await t.requireDeadTokens(requirement, future, 'after another one of its group was sent');
    };
    const script: Bending = ({ path }) => (path.includes('/futures/') ? [200, {}] : undefined);
    expect(await play(scene('GROUP-5'), { script })).toMatchObject({ verdict: 'fail', broken: 'GROUP-2' });
    expect(await play(scene('STATE-2'), { script })).toMatchObject({ verdict: 'fail', broken: 'STATE-2' });
  });
});
