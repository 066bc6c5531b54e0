import { describe, expect, test } from 'vitest';

import { Answer } from '../connection/answer.js';
import type { Check } from './check.js';
import type { CheckResult } from './check-result.js';
import { Context } from './context.js';
import { inProcessTarget } from '../targets/in-process-target.js';
import { type RunOptions, runCheck } from './run-check.js';
import { type Script, ScriptedServer } from '../connection/server.testkit.js';
import type { Session } from './session.js';
import type { Settings } from '../targets/settings.js';
import type { Target } from '../targets/stage.js';
import { Crowded, Inconclusive, TooCoarse, Violation } from './verdict.js';

const OPTIONS: RunOptions = {
  revision: 'futures',
  area: 'tokens',
  dialect: {},
  severityOf(id) {
    if (id.startsWith('Q-')) return 'observation';
    if (id.startsWith('ADVICE-')) return 'warning';
    if (id.startsWith('MUST-')) return 'fail';
    throw new Error(`no requirement is called ${id}`);
  },
};

type Story = (t: Context) => Promise<void> | void;

function check(story: Story, more: Partial<Check> = {}): Check {
  return {
    id: 'tokens.example',
    title: 'an example',
    requirements: ['MUST-1'],
    needs: {},
    run: async (session) => story(new Context(session)),
    ...more,
  };
}

function scripted(script?: Script, servers: ScriptedServer[] = []): Target {
  return inProcessTarget('embedded', () => {
    const server = new ScriptedServer(script);
    servers.push(server);
    return server;
  });
}

/** A target that is taken for one over HTTP, though it is in this process and in virtual time. */
function remote(script?: Script, settings: Partial<Settings> = {}): Target {
  const target = scripted(script);
  return {
    ...target,
    kind: 'url',
    name: 'http://test',
    settings: { ...target.settings, maxWait: 30_000, ...settings },
  };
}

function run(story: Story, more: Partial<Check> = {}, target = scripted()): Promise<CheckResult> {
  return runCheck(check(story, more), target, OPTIONS);
}

describe('verdicts', () => {
  test('what was judged and held is a pass, without evidence', async () => {
    const result = await run(async (t) => {
      await t.alice.createRoom();
      t.require('MUST-1', true, 'all is well');
    });
    expect(result).toMatchObject({ verdict: 'pass', message: '', judged: ['MUST-1'], runs: 1, evidence: [] });
    expect(result).not.toHaveProperty('broken');
  });

  test('a broken requirement is a failure that names it, with evidence', async () => {
    const result = await run(async (t) => {
      await t.alice.createRoom();
      t.require('MUST-1', false, 'expected this, got that');
    });
    expect(result).toMatchObject({ verdict: 'fail', message: 'MUST-1: expected this, got that', broken: 'MUST-1' });
    expect(result.evidence).toMatchObject([{ kind: 'exchange', method: 'POST', by: 'alice', status: 200 }]);
  });

  test('what a story stands on may fail without being what the check is about', async () => {
    const result = await run((t) => t.presuppose('MUST-2', false, 'no room'));
    expect(result).toMatchObject({ verdict: 'fail', broken: 'MUST-2', judged: [] });
  });

  test.each([
    ['nothing at all', (): void => undefined],
    ['only another requirement', (t: Context): void => t.require('MUST-2', true, '')],
    ['only what it stands on', (t: Context): void => t.presuppose('MUST-1', true, '')],
  ])('a check that judges %s is never a pass', async (_, story) => {
    const result = await run(story);
    expect(result.verdict).toBe('inconclusive');
    expect(result.message).toBe('mistake in the check: it ended without judging MUST-1');
  });

  test('a check on open questions alone is an observation', async () => {
    const result = await run((t) => t.observe('Q-UNIT', 'ms'), { requirements: ['Q-UNIT'] });
    expect(result).toMatchObject({
      verdict: 'observation',
      message: 'Q-UNIT: ms',
      observations: [{ question: 'Q-UNIT', reading: 'ms' }],
    });
  });

  test('a check on a requirement that also observes is a pass', async () => {
    const story = (t: Context): void => {
      t.observe('Q-UNIT', 'ms');
      t.require('MUST-1', true, '');
    };
    expect((await run(story, { requirements: ['MUST-1', 'Q-UNIT'] })).verdict).toBe('pass');
  });

  test('a reading that is pinned and not followed is a failure', async () => {
    const one = check((t) => t.observe('Q-UNIT', 's'), { requirements: ['Q-UNIT'] });
    const pinned = await runCheck(one, scripted(), { ...OPTIONS, pins: { 'Q-UNIT': 'ms' } });
    expect(pinned).toMatchObject({ verdict: 'fail', broken: 'Q-UNIT' });
    const followed = await runCheck(one, scripted(), { ...OPTIONS, pins: { 'Q-UNIT': 's' } });
    expect(followed.verdict).toBe('observation');
  });

  test('advice that is not followed is a warning beside the verdict', async () => {
    const result = await run((t) => {
      t.advise('ADVICE-1', false, 'better so');
      t.require('MUST-1', true, '');
    });
    expect(result).toMatchObject({
      verdict: 'pass',
      warnings: [{ requirement: 'ADVICE-1', message: 'better so' }],
    });
  });

  test('advice that is required after all is a warning, too, and no failure', async () => {
    const result = await run((t) => t.require('ADVICE-1', false, 'better so'), { requirements: ['ADVICE-1'] });
    expect(result).toMatchObject({
      verdict: 'pass',
      message: 'ADVICE-1: better so',
      warnings: [{ requirement: 'ADVICE-1', message: 'better so' }],
    });
  });

  test.each(['ADVICE-1', 'Q-UNIT'])(
    'a check that ends early over %s has not judged the rest, and says so',
    async (id) => {
      const result = await run(
        (t) => {
          t.require(id, false, 'otherwise');
          t.require('MUST-1', true, '');
        },
        { requirements: ['MUST-1'] },
      );
      expect(result.verdict).toBe('inconclusive');
      expect(result.message).toContain('MUST-1');
    },
  );

  test('what does not apply says why', async () => {
    const result = await run((t) => t.notApplicable('no such thing here'));
    expect(result).toMatchObject({ verdict: 'not-applicable', message: 'no such thing here', evidence: [] });
  });
});

describe('trouble that is not of the server', () => {
  test.each([
    [
      'an error that is thrown',
      (): void => {
        throw new TypeError('x is not a function');
      },
    ],
    ['an account that was not asked for', (t: Context): void => void t.bob],
    ['an id that nobody knows', (t: Context): void => t.require('TOKN-1', false, 'whatever')],
  ])('%s is a mistake of ours', async (_, story) => {
    const result = await run(story);
    expect(result.verdict).toBe('inconclusive');
    expect(result.message).toMatch(/^mistake in the check: /);
  });

  test('a check that throws before it is under way is a mistake of ours', async () => {
    const result = await run(() => undefined, {
      run: () => {
        throw new Error('at once');
      },
    });
    expect(result).toMatchObject({ verdict: 'inconclusive', message: expect.stringContaining('at once') });
  });

  test('no answer is inconclusive, and stands in the evidence', async () => {
    const script: Script = ({ path }) => {
      if (path.endsWith('/createRoom')) throw new Error('connection reset');
      return undefined;
    };
    const result = await run(async (t) => void (await t.alice.createRoom()), {}, scripted(script));
    expect(result.verdict).toBe('inconclusive');
    expect(result.message).toContain('POST /_matrix/client/v3/createRoom: connection reset');
    expect(result.evidence.findLast(({ kind }) => kind === 'exchange')).not.toHaveProperty('status');
  });

  test('the answer of a proxy that does not reach the server is inconclusive', async () => {
    const script: Script = ({ path }) => (path.endsWith('/leave') ? [502, '<html>Bad Gateway</html>'] : undefined);
    const story = async (t: Context): Promise<void> => {
      const room = await t.alice.createRoom();
      t.requireAcceptance(
        'MUST-1',
        await t.alice.request('POST', `/_matrix/client/v3/rooms/${room.id}/leave`),
        'leave',
      );
    };
    expect((await run(story, {}, scripted(script))).verdict).toBe('inconclusive');
  });

  test("an error of the server's own is a failure", async () => {
    const script: Script = ({ path }) =>
      path.endsWith('/leave') ? [500, { errcode: 'M_UNKNOWN', error: '' }] : undefined;
    const story = async (t: Context): Promise<void> => {
      const room = await t.alice.createRoom();
      t.requireAcceptance(
        'MUST-1',
        await t.alice.request('POST', `/_matrix/client/v3/rooms/${room.id}/leave`),
        'leave',
      );
    };
    expect((await run(story, {}, scripted(script))).verdict).toBe('fail');
  });

  test('a server that limits requests for ever neither refuses nor accepts', async () => {
    const script: Script = ({ path }) =>
      path.endsWith('/leave')
        ? [429, { errcode: 'M_LIMIT_EXCEEDED', error: 'slowly', retry_after_ms: 7_000 }]
        : undefined;
    const story = async (t: Context): Promise<void> => {
      const answer = await t.alice.request('POST', '/_matrix/client/v3/rooms/!a:b/leave');
      t.requireRefusal('MUST-1', answer, 'leaving');
    };
    const result = await run(story, {}, scripted(script));
    expect(result).toMatchObject({
      verdict: 'inconclusive',
      message: expect.stringContaining('limit-wait gives 60 s'),
    });
  });

  test('an ordinary request that is refused is inconclusive', async () => {
    const script: Script = ({ path }) =>
      path.endsWith('/createRoom') ? [403, { errcode: 'M_FORBIDDEN', error: 'no rooms today' }] : undefined;
    const result = await run(async (t) => void (await t.alice.createRoom()), {}, scripted(script));
    expect(result).toMatchObject({ verdict: 'inconclusive', message: expect.stringContaining('no rooms today') });
  });

  test('where no account can be had, that is said without a trace and without a token', async () => {
    const script: Script = ({ path }) =>
      path.endsWith('/register') ? [200, { access_token: 'hush-hush' }] : undefined;
    const result = await run(() => undefined, {}, scripted(script));
    expect(result.verdict).toBe('inconclusive');
    expect(result.message).not.toMatch(/hush-hush|mistake|\n/);
  });

  test('a target that cannot be opened closes what it has opened', async () => {
    const servers: ScriptedServer[] = [];
    const script: Script = ({ path }) => (path.endsWith('/register') ? [500, {}] : undefined);
    await run(() => undefined, {}, scripted(script, servers));
    expect(servers.map((server) => server.closed)).toEqual([true]);
  });

  test('a server that never answers is inconclusive in the end', async () => {
    const script: Script = ({ path }) => (path.endsWith('/createRoom') ? new Promise(() => undefined) : undefined);
    const slow = check(async (t) => void (await t.alice.createRoom()));
    const result = await runCheck(slow, scripted(script), { ...OPTIONS, timeLimit: 20 });
    expect(result).toMatchObject({ verdict: 'inconclusive', message: 'the check did not end within 0.02 s' });
  });

  test('a check whose time is up says which limits it has waited for', async () => {
    let asked = 0;
    const script: Script = ({ path }) => {
      if (!path.endsWith('/createRoom')) return undefined;
      asked += 1;
      return asked % 2 === 1
        ? [429, { errcode: 'M_LIMIT_EXCEEDED', error: 'slowly', retry_after_ms: 7_000 }]
        : new Promise(() => undefined);
    };
    const slow = check(async (t) => void (await t.alice.createRoom()));
    const { message } = await runCheck(slow, scripted(script), { ...OPTIONS, timeLimit: 50 });
    const limit = 'the server limits POST /_matrix/client/v3/createRoom';
    // It was told once more, apart from others.
    expect([asked, message]).toEqual([4, `the check did not end within 0.05 s: ${limit}`]);
  });

  test('what a check does after its time was over changes nothing and upsets nobody', async () => {
    let fail: (error: Error) => void = () => undefined;
    const late = check(() => new Promise<void>((_, reject) => (fail = reject)));
    const result = await runCheck(late, scripted(), { ...OPTIONS, timeLimit: 5 });
    fail(new Error('too late'));
    await new Promise((resolve) => setImmediate(resolve));
    expect(result.verdict).toBe('inconclusive');
  });
});

describe('second runs', () => {
  test('what was too coarse is run again with twice the distance, and judged by that', async () => {
    const beats: number[] = [];
    const result = await run((t) => {
      beats.push(t.beats(1));
      if (beats.length === 1) throw new TooCoarse('too close together');
      t.require('MUST-1', true, '');
    });
    expect(result).toMatchObject({ verdict: 'pass', runs: 2 });
    expect(beats).toEqual([1_000, 2_000]);
  });

  test('what is too coarse again stays inconclusive', async () => {
    const result = await run(() => {
      throw new TooCoarse('too close together');
    });
    expect(result).toMatchObject({ verdict: 'inconclusive', message: 'too close together', runs: 2 });
  });

  test('what cannot be run again in the time there is stays inconclusive, and does not become inapplicable', async () => {
    const story = (): never => {
      throw new TooCoarse('too close together');
    };
    const result = await run(story, { needs: { wait: 20 } }, remote());
    expect(result).toMatchObject({ verdict: 'inconclusive', runs: 1 });
    expect(result.message).toMatch(/too close together.*40 s.*max-wait/);
  });

  test('nothing of the first run remains in the result of the second', async () => {
    let runs = 0;
    const result = await run((t) => {
      runs += 1;
      t.advise('ADVICE-1', runs === 2, 'only the first time');
      if (runs === 1) throw new TooCoarse('again');
      t.require('MUST-1', true, '');
    });
    expect(result.warnings).toEqual([]);
  });

  test('whatever else could not tell is not run again', async () => {
    const result = await run(() => {
      throw new Inconclusive('no');
    });
    expect(result.runs).toBe(1);
  });

  test('what has not come, perhaps because of others, is waited for again unless it is known not to come', async () => {
    const target = remote();
    const missing = { what: 'then', expected: 'an event', seen: 'none', symptom: 'missing' } as const;
    const firm: Story = (t) => t.require('MUST-1', false, missing);
    const doubtful = (requirement: string): Partial<Check> => ({
      run(session) {
        session.refusedUnexpectedly = true;
        new Context(session).require(requirement, false, missing);
        return Promise.resolve();
      },
    });
    expect(await run(firm, doubtful('MUST-1'), target)).toMatchObject({ verdict: 'fail', runs: 2 });
    expect(await run(firm, {}, target)).toMatchObject({ verdict: 'fail', runs: 1 });
    expect(await run(firm, doubtful('MUST-2'), target)).toMatchObject({ verdict: 'fail', runs: 2 });
    const spoilt = await run(firm, doubtful('MUST-1'), target);
    expect(spoilt).toMatchObject({ verdict: 'inconclusive', spoiltBy: 'MUST-1', runs: 1 });
    expect(spoilt.message).toContain('was not repeated');
  });

  test('a refusal that others may have caused is judged apart from them', async () => {
    let refusals = 1;
    const script: Script = ({ path }) =>
      path.endsWith('/leave') && refusals-- > 0 ? [400, { errcode: 'M_TOO_MANY', error: 'too many' }] : undefined;
    const story = async (t: Context): Promise<void> => {
      t.requireAcceptance('MUST-1', await t.alice.request('POST', '/_matrix/client/v3/rooms/!a:b/leave'), 'leaving');
    };
    let apart = 0;
    const target = remote(script);
    const counting: Target = {
      ...target,
      apart: (work) => {
        apart += 1;
        return target.apart(work);
      },
    };
    expect(await run(story, {}, counting)).toMatchObject({ verdict: 'pass', runs: 2 });
    expect(apart).toBe(1);
  });

  describe('after a silence that turns out to have been too short', () => {
    function tell(story: (session: Session) => void, requirements = ['MUST-1']): Promise<CheckResult> {
      return runCheck(
        { ...check(() => undefined, { requirements }), run: async (session) => story(session) },
        remote(),
        OPTIONS,
      );
    }

    /** Concludes from some silence, while others see something come five seconds late. */
    function concluding(session: Session, silence: number): void {
      session.concludeFrom(silence);
      session.target.lateness.record(5_000);
    }

    test('what was found to be wrong is looked at again', async () => {
      let runs = 0;
      const result = await tell((session) => {
        runs += 1;
        concluding(session, runs === 1 ? 2_000 : 15_000);
        new Context(session).require('MUST-1', runs > 1, 'none came');
      });
      expect(result).toMatchObject({ verdict: 'pass', runs: 2 });
    });

    test('a warning is looked at again, too', async () => {
      let runs = 0;
      const result = await tell(
        (session) => {
          runs += 1;
          concluding(session, runs === 1 ? 2_000 : 15_000);
          new Context(session).advise('ADVICE-1', runs > 1, 'none came');
        },
        ['ADVICE-1'],
      );
      expect(result).toMatchObject({ verdict: 'pass', warnings: [], runs: 2 });
    });

    test('it is no failure where the second silence was too short as well', async () => {
      const result = await tell((session) => {
        concluding(session, 2_000);
        throw new Violation('MUST-1', 'none came');
      });
      expect(result).toMatchObject({ verdict: 'inconclusive', runs: 2 });
      expect(result.message).toBe(
        'events came later than the 2000 ms that none were waited for, too late to be sure of what was seen: MUST-1: none came',
      );
    });

    test('it is a failure at once where nothing was later than the silence, or what was seen does not hang on it', async () => {
      for (const [silence, firm] of [
        [6_000, false],
        [2_000, true],
      ] as const) {
        const result = await tell((session) => {
          concluding(session, silence);
          throw new Violation('MUST-1', 'none came', { firm });
        });
        expect(result).toMatchObject({ verdict: 'fail', runs: 1 });
      }
    });
  });
});

describe('what a target cannot give', () => {
  test('a story that needs longer than anyone wants to wait does not apply', async () => {
    const result = await run(() => undefined, { needs: { wait: 31 } }, remote());
    expect(result).toMatchObject({ verdict: 'not-applicable', message: expect.stringContaining('needs 31 s') });
    expect((await run((t) => t.require('MUST-1', true, ''), { needs: { wait: 30 } }, remote())).verdict).toBe('pass');
  });

  test('a story of virtual time alone does not apply elsewhere', async () => {
    const needs = { virtualTime: 'a week passes' };
    expect((await run(() => undefined, { needs }, remote())).verdict).toBe('not-applicable');
    expect((await run((t) => t.require('MUST-1', true, ''), { needs })).verdict).toBe('pass');
  });
});

describe('secrets', () => {
  test('neither message nor warning nor evidence has a token, however it is written', async () => {
    const script: Script = ({ path, token }) => {
      if (path.endsWith('/futures')) return [200, { send_token: 'tok/en+1', error: `you are ${token}` }];
      if (path.includes('/futures/')) return [404, String.raw`{"errcode":"M_NOT_FOUND","error":"no tok\/en\u002b1"}`];
      return undefined;
    };
    const result = await run(
      async (t) => {
        const given = await t.alice.request('GET', '/_matrix/client/v3/futures');
        t.advise('ADVICE-1', false, `got ${given}`);
        const path = `/_matrix/client/v3/futures/${encodeURIComponent(given.string('send_token') ?? '')}`;
        const answer = await t.alice.request('POST', path, { json: { access_token: t.alice.account.accessToken } });
        t.require('MUST-1', answer.ok, `calling ${path}: ${answer}`);
      },
      {},
      scripted(script),
    );
    expect(result.verdict).toBe('fail');
    expect(JSON.stringify(result)).not.toMatch(/tok.{1,8}en|secret-of/);
    expect(result.message).toContain('$send1');
    expect(JSON.stringify(result.evidence)).toContain('$alice_token');
  });
});

test('what another check has seen is told without its tokens', async () => {
  const seen = 'the lookup shows {"delay_id":"tok-en-of-another","room_id":"!room-of-another:hs"';
  const result = await run((t) => t.require('MUST-1', false, { expected: 'more', seen }));
  expect(result.message).toContain('{"delay_id":"$delay1","room_id":"$room1"');
  expect(JSON.stringify(result)).not.toContain('of-another');
});

test('hundreds of checks at once keep to themselves', async () => {
  const results = await Promise.all(
    Array.from({ length: 300 }, (_, index) =>
      run(async (t) => {
        const room = await t.alice.createRoom();
        const arrival = t.eventIn(room, () => true, t.now() + 1_000);
        const sent = await t.alice.send(room, 'm.room.message', { index });
        t.require('MUST-1', (await arrival)?.event.event_id === sent, 'another event came');
        t.require('MUST-1', index % 3 !== 0, `broken ${index}`);
      }),
    ),
  );
  const failed = results.flatMap(({ verdict, message }) => (verdict === 'fail' ? [message] : []));
  expect(failed).toEqual(Array.from({ length: 100 }, (_, index) => `MUST-1: broken ${index * 3}`));
});

describe('a check that was crowded out', () => {
  test('begins anew, and is judged by the run that came through', async () => {
    let turns = 0;
    const result = await run((t) => {
      turns += 1;
      if (turns < 3) throw new Crowded('the server lets only so many events of one user wait');
      t.require('MUST-1', true, 'all is well');
    });
    expect(result).toMatchObject({ verdict: 'pass', runs: 1 });
    expect(turns).toBe(3);
  });

  test('does not begin anew for ever', async () => {
    const result = await run(() => {
      throw new Crowded('the server lets only so many events of one user wait');
    });
    expect(result).toMatchObject({
      verdict: 'inconclusive',
      message: expect.stringContaining('only so many') as unknown,
    });
  });
});

describe('answers that do not seem to be the homeserver’s', () => {
  /** A target behind something that answers in the homeserver’s place. */
  function behind(origin: Answer['origin'], status = 403): Target {
    const target = scripted();
    return {
      ...target,
      async open(needs) {
        const stage = await target.open(needs);
        return {
          ...stage,
          send: async (request) =>
            request.path.includes('strange')
              ? new Answer({ status, headers: {}, text: '<html>' }, { sentAt: 0, answeredAt: 0 }, origin)
              : stage.send(request),
        };
      },
    };
  }

  const story: Story = async (t) => {
    await t.alice.request('GET', '/strange');
    t.require('MUST-1', false, 'expected this, got that');
  };
  const onErrorBodies = new Set(['MUST-1']);

  test('break nothing', async () => {
    expect(await run(story, {}, behind('front'))).toMatchObject({ verdict: 'inconclusive' });
    const { verdict, message } = await run(story, {}, behind('unlike'));
    expect([verdict, message]).toEqual(['inconclusive', expect.stringContaining('403 <html>')]);
  });

  test('break what is asked of error bodies, when they come every time and nobody else is known to have answered', async () => {
    const judge = (target: Target): Promise<CheckResult> =>
      runCheck(check(story), target, { ...OPTIONS, onErrorBodies });
    expect(await judge(behind('unlike'))).toMatchObject({
      verdict: 'fail',
      broken: 'MUST-1',
      message: expect.stringContaining('does not look like the homeserver') as unknown,
    });
    expect(await judge(behind('front'))).toMatchObject({ verdict: 'inconclusive' });
    // A page with 200 is no error, and has no error body.
    expect(await judge(behind('unlike', 200))).toMatchObject({ verdict: 'inconclusive' });
  });

  test('can be passed over where something else is known to have answered', async () => {
    const passingOver: Story = async (t) => {
      const answer = await t.alice.request('GET', '/strange');
      t.require('MUST-1', t.isOfFront(answer), 'it is');
      t.require('MUST-1', false, 'expected this, got that');
    };
    expect(await run(passingOver, {}, behind('front'))).toMatchObject({ verdict: 'fail' });
    expect(await run(passingOver, {}, behind('unlike'))).toMatchObject({ verdict: 'inconclusive' });
  });
});

test('what the check has sent itself, whatever it is, was sent by no others', async () => {
  const servers: ScriptedServer[] = [];
  const target = scripted(undefined, servers);
  const story = (sender?: string) => async (t: Context) => {
    const room = await t.alice.createRoom();
    const event = { type: 'm.room.redaction', content: { redacts: '$one' }, sender: sender ?? t.alice.userId };
    servers.at(-1)?.emit(room.id, event);
    await t.letTimePass(1);
    t.require('MUST-1', true, 'all is well');
  };
  await run(story(), {}, target);
  expect(target.remarks.sentences).toEqual([]);
  await run(story('@somebody:example'), {}, target);
  expect(target.remarks.sentences).toEqual([expect.stringContaining('others have sent')]);
});
