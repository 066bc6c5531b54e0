import { describe, expect, test } from 'vitest';

import type { CheckResult } from './check-result.js';
import { Context } from './context.js';
import { inProcessTarget } from '../targets/in-process-target.js';
import type { JsonRecord } from '../rooms/matrix-json.js';
import { runCheck } from './run-check.js';
import { type Script, ScriptedServer } from '../connection/server.testkit.js';
import type { Settings } from '../targets/settings.js';
import type { Target } from '../targets/stage.js';

interface Scene {
  readonly t: Context;
  readonly server: ScriptedServer;
}

interface Setting {
  readonly script?: Script;
  readonly settings?: Partial<Settings>;
  /** How late things are already known to come. */
  readonly lateness?: number;
  readonly accounts?: 1 | 2;
  readonly asToken?: string;
}

/** Plays a scene in virtual time against a scripted homeserver. */
async function play(scene: (scene: Scene) => Promise<void>, setting: Setting = {}): Promise<CheckResult> {
  const server = new ScriptedServer(setting.script);
  const target = inProcessTarget('embedded', () => ({
    clock: server.clock,
    transport: server.transport,
    asToken: setting.asToken,
    close: () => server.close(),
  }));
  target.lateness.record(setting.lateness ?? 0);
  const set: Target = { ...target, settings: { ...target.settings, ...setting.settings } };
  const check = {
    id: 'kit.scene',
    title: 'a scene',
    requirements: ['MUST-1'],
    needs: { accounts: setting.accounts ?? 1 },
    run: (session: ConstructorParameters<typeof Context>[0]) => scene({ t: new Context(session), server }),
  } as const;
  return runCheck(check, set, { revision: 'test', area: 'kit', dialect: {}, severityOf: () => 'fail' });
}

const message = (label: string): JsonRecord => ({ type: 'm.room.message', content: { label } });

/** Sends the marker's answer, but lets it never come through `/sync`. */
const stuckSync: Script = ({ path }) =>
  path.includes('/send/m.room.message/') ? [200, { event_id: '$lost' }] : undefined;

describe('waiting for an event', () => {
  test('it is found at the moment at which it came', async () => {
    const result = await play(async ({ t, server }) => {
      const room = await t.alice.createRoom();
      const due = t.now() + 7_200_000;
      server.at(due, () => server.emit(room.id, message('two hours later')));
      const arrival = await t.eventIn(room, ({ content }) => content['label'] === 'two hours later', due);
      t.require('MUST-1', arrival?.seenAt === due, `seen at ${arrival?.seenAt}, due at ${due}`);
    });
    expect(result.message).toBe('');
    expect(result.verdict).toBe('pass');
  });

  test('it may have come before anybody waits for it', async () => {
    const result = await play(async ({ t, server }) => {
      const room = await t.alice.createRoom();
      server.emit(room.id, message('early'));
      await t.letTimePass(5_000);
      t.require('MUST-1', (await t.eventIn(room, () => true, t.now())) !== undefined, 'not found');
    });
    expect(result.verdict).toBe('pass');
  });

  test('it is still found when it comes within patience', async () => {
    const result = await play(async ({ t, server }) => {
      const room = await t.alice.createRoom();
      server.at(t.now() + 10_500, () => server.emit(room.id, message('late')));
      t.require('MUST-1', (await t.eventIn(room, () => true, t.now() + 1_000)) !== undefined, 'not found');
    });
    expect(result.verdict).toBe('pass');
  });

  test('patience grows with the lateness that is known', async () => {
    const story = async ({ t, server }: Scene): Promise<void> => {
      const room = await t.alice.createRoom();
      server.at(t.now() + 45_000, () => server.emit(room.id, message('late')));
      t.require('MUST-1', (await t.eventIn(room, () => true, t.now())) !== undefined, 'not found');
    };
    expect((await play(story)).verdict).toBe('fail');
    expect((await play(story, { lateness: 20_000 })).verdict).toBe('pass');
  });

  test('where a marker comes through and the event does not, it certainly did not come', async () => {
    const result = await play(async ({ t }) => {
      const room = await t.alice.createRoom();
      const arrival = await t.eventIn(room, ({ content }) => content['label'] === 'never', t.now());
      t.require('MUST-1', arrival !== undefined, 'it never came');
    });
    expect(result).toMatchObject({ verdict: 'fail', message: 'MUST-1: it never came' });
  });

  test('where no marker comes through either, nothing can be said', async () => {
    const result = await play(
      async ({ t }) => {
        const room = await t.alice.createRoom();
        const arrival = await t.eventIn(room, ({ content }) => content['label'] === 'never', t.now());
        t.require('MUST-1', arrival !== undefined, 'it never came');
      },
      { script: stuckSync },
    );
    expect(result).toMatchObject({ verdict: 'inconclusive', message: expect.stringContaining('marker') });
  });

  test('where /sync has broken, nothing can be said, and nobody waits for long', async () => {
    let polls = 0;
    const script: Script = ({ path }) =>
      path.endsWith('/sync') && (polls += 1) > 1 ? [401, { errcode: 'M_UNKNOWN_TOKEN', error: 'gone' }] : undefined;
    const started: number[] = [];
    const result = await play(
      async ({ t, server }) => {
        const room = await t.alice.createRoom();
        started.push(server.clock.now());
        try {
          await t.eventIn(room, () => false, t.now() + 3_600_000);
        } finally {
          started.push(server.clock.now());
        }
      },
      { script },
    );
    expect(result).toMatchObject({
      verdict: 'inconclusive',
      message: expect.stringContaining('/sync stopped working'),
    });
    expect(started[1]).toBe(started[0]);
  });

  test('where there is a gap in what was seen, an event that is missing may be in it', async () => {
    let polls = 0;
    let gapIn = '';
    const script: Script = ({ path }) => {
      if (path.endsWith('/messages')) return [403, { errcode: 'M_FORBIDDEN', error: 'no history for you' }];
      if (!path.endsWith('/sync') || (polls += 1) !== 2) return undefined;
      const timeline = { limited: true, prev_batch: 'p', events: [] };
      return [200, { next_batch: '0', rooms: { join: { [gapIn]: { timeline } } } }];
    };
    const result = await play(
      async ({ t }) => {
        const room = await t.alice.createRoom();
        gapIn = room.id;
        t.require('MUST-1', (await t.eventIn(room, () => false, t.now())) !== undefined, 'it never came');
      },
      { script },
    );
    expect(result).toMatchObject({ verdict: 'inconclusive', message: expect.stringContaining('no history for you') });
  });
});

describe('silence', () => {
  test('it lasts as long as it has to', async () => {
    const ends: number[] = [];
    const result = await play(async ({ t }) => {
      const room = await t.alice.createRoom();
      const began = t.now();
      await t.requireSilence('MUST-1', room, t.now() + 5_000, 'after nothing at all');
      ends.push(t.now() - began);
    });
    expect(result.verdict).toBe('pass');
    expect(ends).toEqual([7_000]);
  });

  test.each([
    ['while things become due', 3_000],
    ['at the last moment', 5_000],
    ['in the silence after that', 6_900],
  ])('an event %s breaks it', async (_, after) => {
    const result = await play(async ({ t, server }) => {
      const room = await t.alice.createRoom();
      server.at(t.now() + after, () => server.emit(room.id, message('unwanted')));
      await t.requireSilence('MUST-1', room, t.now() + 5_000, 'after it was cancelled');
    });
    expect(result.verdict).toBe('fail');
    expect(result.message).toContain('after it was cancelled: expected nothing in the room, got m.room.message');
  });

  test('an event that is missing from the timeline is not found by any silence, but a stuck /sync is', async () => {
    const result = await play(
      async ({ t }) => {
        const room = await t.alice.createRoom();
        await t.requireSilence('MUST-1', room, t.now(), 'after nothing');
      },
      { script: stuckSync },
    );
    expect(result.verdict).toBe('inconclusive');
  });

  test('what we sent ourselves, what was waited for and what belongs to a room do not break it', async () => {
    const result = await play(async ({ t, server }) => {
      const room = await t.alice.createRoom();
      await t.alice.send(room, 'm.room.message', t.text('our own'));
      await t.alice.setState(room, 'org.example.state', 'key', t.text('our own, too'));
      server.emit(room.id, message('waited for'));
      await t.eventIn(room, ({ content }) => content['label'] === 'waited for', t.now());
      server.emit(room.id, { type: 'm.room.member', state_key: '@x:y', content: { membership: 'join' } });
      await t.requireSilence('MUST-1', room, t.now(), 'after all that');
    });
    expect(result).toMatchObject({ verdict: 'pass', message: '' });
  });

  test.each([
    ['a member event with a label of ours', { type: 'm.room.member', state_key: '@x:y', content: { label: 'ours' } }],
    ['an event that lost its label, by its name', { type: 'org.example.asked', state_key: 'key', content: {} }],
    ['an event that never had a label, by its content', { type: 'm.room.message', content: { body: 'bare' } }],
    ['the same event sent twice', message('waited for')],
  ])('%s does break it', async (_, event) => {
    const result = await play(async ({ t, server }) => {
      const room = await t.alice.createRoom();
      server.emit(room.id, message('waited for'));
      await t.eventIn(room, ({ content }) => content['label'] === 'waited for', t.now());
      room.ask({ type: 'org.example.asked', stateKey: 'key', content: t.text('asked') });
      room.ask({ type: 'm.room.message', content: { body: 'bare' } });
      server.emit(room.id, event);
      await t.requireSilence('MUST-1', room, t.now(), 'after that');
    });
    expect(result.verdict).toBe('fail');
  });

  test.each([
    ['a welcome message', { type: 'm.room.message', content: { msgtype: 'm.text', body: 'Welcome!' } }],
    ['state of a module', { type: 'com.example.retention', state_key: '', content: { days: 7 } }],
    ['state of the same type and another key', { type: 'org.example.asked', state_key: 'other', content: {} }],
  ])('%s of somebody else does not break it, and is told of once', async (_, event) => {
    let target: Target | undefined;
    const result = await play(async ({ t, server }) => {
      ({ target } = t['session']);
      const room = await t.alice.createRoom();
      room.ask({ type: 'org.example.asked', stateKey: 'key', content: t.text('asked') });
      room.ask({ type: 'm.room.message', content: t.text('asked, too') });
      server.emit(room.id, event);
      await t.requireSilence('MUST-1', room, t.now(), 'after that');
    });
    expect(result).toMatchObject({ verdict: 'pass', message: '' });
    expect(target?.remarks.sentences).toEqual([expect.stringContaining(`(${event.type} from `)]);
  });

  test('another room does not break it', async () => {
    const result = await play(async ({ t, server }) => {
      const [room, other] = [await t.alice.createRoom(), await t.alice.createRoom()];
      server.emit(other.id, message('elsewhere'));
      await t.requireSilence('MUST-1', room, t.now(), 'here');
    });
    expect(result.verdict).toBe('pass');
  });

  test('it is longer where things come late, and grows while it lasts', async () => {
    const lengths: number[] = [];
    await play(async ({ t, server }) => {
      const room = await t.alice.createRoom();
      const began = t.now();
      server.at(t.now() + 1_000, () => t['session'].target.lateness.record(500));
      await t.requireSilence('MUST-1', room, t.now(), 'here');
      lengths.push(t.now() - began);
    });
    expect(lengths).toEqual([5_000]);
  });

  test('where it would have to last longer than anyone waits, nothing can be said', async () => {
    const quiet = async ({ t }: Scene): Promise<void> => {
      const room = await t.alice.createRoom();
      await t.requireSilence('MUST-1', room, t.now(), 'here');
    };
    const result = await play(quiet, { lateness: 30_000, settings: { maxWait: 30_000 } });
    expect(result).toMatchObject({ verdict: 'inconclusive', message: expect.stringContaining('40000 ms') });
    // A silence that the user has asked for is the user's to judge.
    expect((await play(quiet, { lateness: 30_000, settings: { maxWait: 30_000, silence: 60_000 } })).verdict).toBe(
      'pass',
    );
  });

  test('an event that came breaks it however long it would have to last', async () => {
    const result = await play(
      async ({ t, server }) => {
        const room = await t.alice.createRoom();
        server.emit(room.id, message('unwanted'));
        await t.letTimePass(1);
        await t.requireSilence('MUST-1', room, t.now(), 'here');
      },
      { lateness: 30_000, settings: { maxWait: 30_000 } },
    );
    expect(result.verdict).toBe('fail');
  });

  test('an event of our own that comes through before its answer does not cut it short', async () => {
    const lengths: number[] = [];
    let early = '';
    let known: (eventId: string) => void = () => undefined;
    // Seen first, and known to be meant only when the next request goes out: the marker.
    const script: Script = ({ path }) => {
      if (path.includes('/send/')) known(early);
      return undefined;
    };
    const result = await play(
      async ({ t, server }) => {
        const room = await t.alice.createRoom();
        const began = t.now();
        server.at(t.now() + 1_000, () => (early = server.emit(room.id, message('our own'))));
        known = (id) => room.acknowledge(id);
        await t.requireSilence('MUST-1', room, t.now(), 'here');
        lengths.push(t.now() - began);
      },
      { script },
    );
    expect(result).toMatchObject({ verdict: 'pass' });
    expect(lengths).toEqual([2_000]);
  });
});

describe('judging answers', () => {
  const path = '/_matrix/client/v3/something';
  const answering =
    (status: number, body: unknown): Script =>
    (request) =>
      request.path === path ? [status, body] : undefined;

  test.each([
    [400, { errcode: 'M_BAD_JSON', error: 'words' }, 'pass'],
    [404, { errcode: 'M_NOT_FOUND', error: '' }, 'pass'],
    [400, { errcode: 'M_BAD_JSON' }, 'fail'],
    [400, { error: 'words' }, 'fail'],
    [400, '<html>', 'fail'],
    [200, {}, 'fail'],
    [302, {}, 'fail'],
    [500, { errcode: 'M_UNKNOWN', error: 'crash' }, 'fail'],
  ] as const)('as a refusal %i %j is a %s', async (status, body, verdict) => {
    const script = answering(status, body);
    const result = await play(
      async ({ t }) => t.requireRefusal('MUST-1', await t.alice.request('GET', path), 'asking'),
      { script },
    );
    expect(result.verdict).toBe(verdict);
  });

  test('where one status is demanded, no other will do', async () => {
    const script = answering(403, { errcode: 'M_FORBIDDEN', error: 'no' });
    const asking = (status: number): Promise<CheckResult> =>
      play(async ({ t }) => t.requireRefusal('MUST-1', await t.alice.request('GET', path), 'asking', status), {
        script,
      });
    expect((await asking(403)).verdict).toBe('pass');
    expect((await asking(404)).message).toContain('expected a refusal with 404, got 403');
  });

  test.each([
    [200, 'pass'],
    [201, 'fail'],
    [404, 'fail'],
  ])('as an acceptance %i is a %s', async (status, verdict) => {
    const script = answering(status, {});
    const result = await play(
      async ({ t }) => t.requireAcceptance('MUST-1', await t.alice.request('GET', path), 'asking'),
      { script },
    );
    expect(result.verdict).toBe(verdict);
  });
});

describe('state', () => {
  const stateIs =
    (content: JsonRecord | undefined): Script =>
    ({ method, path }) => {
      if (method !== 'GET' || !path.includes('/state/')) return undefined;
      return content === undefined ? [404, { errcode: 'M_NOT_FOUND', error: 'none' }] : [200, content];
    };

  test.each([
    ['the label that was asked for', { label: 'a', more: 1 }, { label: 'a' }, 'pass'],
    ['another label', { label: 'b' }, { label: 'a' }, 'fail'],
    ['no state at all', undefined, { label: 'a' }, 'fail'],
    ['the same content without a label, keys in another order', { x: 1, y: 2 }, { y: 2, x: 1 }, 'pass'],
    ['another content without a label', { x: 2 }, { x: 1 }, 'fail'],
    ['no state at all where none has a label', undefined, {}, 'fail'],
  ] as const)('%s', async (_, state, wanted, verdict) => {
    const result = await play(
      async ({ t }) => {
        const room = await t.alice.createRoom();
        await t.requireState('MUST-1', room, { type: 'org.example.state' }, wanted, 'after all');
      },
      { script: stateIs(state) },
    );
    expect(result.verdict).toBe(verdict);
  });
});

describe('users', () => {
  test('a name is never given twice, not even to other runs', async () => {
    const names: string[] = [];
    const story = async ({ t }: Scene): Promise<void> => {
      names.push(t.uniqueName('x'), t.uniqueName('x'), String(t.text('x')['label']));
    };
    await Promise.all([play(story), play(story)]);
    expect(new Set(names).size).toBe(6);
  });

  test('what has to be accepted for a story to go on is no judgement on the server', async () => {
    const script: Script = ({ path }) =>
      path.includes('/state/') ? [403, { errcode: 'M_FORBIDDEN', error: 'no' }] : undefined;
    const result = await play(
      async ({ t }) => {
        const room = await t.alice.createRoom();
        await t.alice.setState(room, 'org.example.state', '', {});
      },
      { script },
    );
    expect(result.verdict).toBe('inconclusive');
  });

  test('paths carry every part percent-encoded', async () => {
    const result = await play(async ({ t, server }) => {
      const room = await t.alice.createRoom();
      await t.alice.setState(room, 'a/b', '../?#%', {});
      const path = server.requests.find(({ method }) => method === 'PUT')?.path ?? '';
      t.require('MUST-1', path.endsWith('/state/a%2Fb/..%2F%3F%23%25'), path);
    });
    expect(result).toMatchObject({ verdict: 'pass', message: '' });
  });

  test('a history that the server shows on short pages is read from page to page, to where it begins', async () => {
    const all = ['$5', '$4', '$3', '$2', '$1'];
    const script: Script = ({ path, query }) => {
      if (!path.endsWith('/messages')) return undefined;
      const from = Number(query.get('from') ?? 0);
      const chunk = all.slice(from, from + 2).map((id) => ({ event_id: id }));
      return [200, { chunk, ...(from + 2 < all.length ? { end: String(from + 2) } : {}) }];
    };
    const result = await play(
      async ({ t }) => {
        const room = await t.alice.createRoom();
        const ids = async (before?: string): Promise<string> =>
          (await t.alice.history(room, before)).map(({ event_id: id }) => id).join();
        t.require('MUST-1', (await ids()) === all.join(), await ids());
        t.require('MUST-1', (await ids('2')) === '$3,$2,$1', await ids('2'));
      },
      { script },
    );
    expect(result).toMatchObject({ verdict: 'pass', message: '' });
  });

  test('a second device has a token of its own, which nobody gets to see', async () => {
    const script: Script = ({ path, token }) =>
      path.endsWith('/login')
        ? [200, { user_id: '@alice:test', access_token: 'second-secret', device_id: 'SECOND' }]
        : path.endsWith('/whoami')
          ? [400, { errcode: 'M_X', error: `you are ${token}` }]
          : undefined;
    const result = await play(
      async ({ t, server }) => {
        const device = await t.secondDevice(t.alice);
        const answer = await device.request('GET', '/_matrix/client/v3/account/whoami');
        t.presuppose('MUST-2', server.requests.at(-1)?.token === 'second-secret', 'not its own token');
        t.requireAcceptance('MUST-1', answer, 'asking');
      },
      { script },
    );
    expect(result.verdict).toBe('fail');
    expect(JSON.stringify(result)).not.toContain('second-secret');
  });

  test('a device that logs in once more asks with its new token', async () => {
    let logins = 0;
    const script: Script = ({ path }) =>
      path.endsWith('/login')
        ? [200, { user_id: '@alice:test', access_token: `token-${(logins += 1)}`, device_id: 'SECOND' }]
        : undefined;
    const result = await play(
      async ({ t, server }) => {
        const device = await t.secondDevice(t.alice);
        await t.logInOnceMore(device);
        t.require('MUST-1', server.requests.at(-1)?.body['device_id'] === 'SECOND', 'another device');
        await device.request('GET', '/_matrix/client/v3/account/whoami');
        t.require('MUST-1', server.requests.at(-1)?.token === 'token-2', 'the token of before');
      },
      { script },
    );
    expect(result).toMatchObject({ verdict: 'pass', message: '' });
  });

  test('where logging in on a device makes another one, there is nothing to judge', async () => {
    let logins = 0;
    const script: Script = ({ path }) =>
      path.endsWith('/login')
        ? [200, { user_id: '@alice:test', access_token: `token-${logins}`, device_id: `D${(logins += 1)}` }]
        : undefined;
    const result = await play(async ({ t }) => t.logInOnceMore(await t.secondDevice(t.alice)), { script });
    expect(result.verdict).toBe('not-applicable');
  });

  test('a login that is refused is no mistake in the check', async () => {
    const script: Script = ({ path }) =>
      path.endsWith('/login') ? [403, { errcode: 'M_FORBIDDEN', error: 'no' }] : undefined;
    const result = await play(async ({ t }) => void (await t.secondDevice(t.alice)), { script });
    expect(result.verdict).toBe('inconclusive');
    expect(result.message).not.toContain('mistake');
  });
});

describe('the application service of a server', () => {
  const call = async ({ t }: Scene): Promise<void> => {
    const service = await t.applicationService();
    t.require('MUST-1', service.userId === '@service:example', `it is ${service.userId}`);
  };
  const script: Script = ({ path, token }) =>
    path.endsWith('/whoami') && token === 'of-a-service' ? [200, { user_id: '@service:example' }] : undefined;

  test('is known by the token that was given', async () => {
    expect((await play(call, { script, asToken: 'of-a-service' })).verdict).toBe('pass');
  });

  test('is none where no token was given, and nobody can tell where the token does not work', async () => {
    expect(await play(call)).toMatchObject({
      verdict: 'not-applicable',
      message: expect.stringContaining('--as-token'),
    });
    const refusing: Script = ({ path }) =>
      path.endsWith('/whoami') ? [401, { errcode: 'M_UNKNOWN_TOKEN' }] : undefined;
    expect((await play(call, { script: refusing, asToken: 'of-nobody' })).verdict).toBe('inconclusive');
  });
});
