import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { type StagedServer, stageServer } from './server.testkit.js';

let stage: StagedServer;

beforeEach(async () => {
  stage = await stageServer();
});
afterEach(() => stage.server.close());

/** Lets bob schedule state that he may not send, and answers its id. */
async function doomed(): Promise<string> {
  return stage.delayed({ state_key: '' }, { by: stage.bob });
}

/** Lets bob send state, or not. */
async function permit(level: number): Promise<void> {
  const { body } = await stage.alice.get(`/rooms/${stage.room}/state/m.room.power_levels`);
  const users = { ...(body as { users: object }).users, [stage.bob.userId]: level };
  await stage.alice.put(`/rooms/${stage.room}/state/m.room.power_levels`, { ...(body as object), users });
}

describe.each(['stable', 'unstable'] as const)('under the %s prefix', (prefix) => {
  test('send sends now, and once', async () => {
    const id = await stage.delayed();
    stage.pass(1_000);
    expect(await stage.act(id, 'send', { prefix })).toMatchObject({ status: 200, body: {} });
    expect(await stage.events()).toMatchObject([{ origin_server_ts: stage.clock.now() }]);
    expect((await stage.act(id, 'send', { prefix })).status).toBe(200);
    stage.pass(100_000);
    expect(await stage.events()).toHaveLength(1);
  });

  test('cancel keeps it from ever being sent', async () => {
    const id = await stage.delayed();
    expect(await stage.act(id, 'cancel', { prefix })).toMatchObject({ status: 200, body: {} });
    stage.pass(100_000);
    expect(await stage.events()).toEqual([]);
    expect((await stage.act(id, 'cancel', { prefix })).status).toBe(200);
  });

  test('restart begins the whole delay anew, as often as one likes', async () => {
    const id = await stage.delayed();
    for (let times = 0; times < 3; times += 1) {
      stage.pass(9_999);
      expect(await stage.act(id, 'restart', { prefix })).toMatchObject({ status: 200, body: {} });
      expect((await stage.look(id, { prefix })).body['delayed_since_ts']).toBe(stage.clock.now());
    }
    stage.pass(9_999);
    expect(await stage.events()).toEqual([]);
    stage.pass(1);
    expect(await stage.events()).toHaveLength(1);
  });
});

describe('on finished events', () => {
  const outcomes = {
    'sent by time': async () => {
      const id = await stage.delayed({}, { by: stage.bob });
      stage.pass(10_000);
      return id;
    },
    'sent by hand': async () => {
      const id = await stage.delayed({}, { by: stage.bob });
      await stage.act(id, 'send', { by: stage.bob });
      return id;
    },
    cancelled: async () => {
      const id = await stage.delayed({}, { by: stage.bob });
      await stage.act(id, 'cancel', { by: stage.bob });
      return id;
    },
    failed: async () => {
      const id = await doomed();
      stage.pass(10_000);
      return id;
    },
  };

  test.each([
    ['sent by time', 'send', '200'],
    ['sent by time', 'cancel', '409 M_UNKNOWN'],
    ['sent by time', 'restart', '409 M_UNKNOWN'],
    ['sent by hand', 'send', '200'],
    ['sent by hand', 'cancel', '409 M_UNKNOWN'],
    ['sent by hand', 'restart', '409 M_UNKNOWN'],
    ['cancelled', 'send', '409 M_UNKNOWN'],
    ['cancelled', 'cancel', '200'],
    ['cancelled', 'restart', '409 M_UNKNOWN'],
    ['failed', 'send', '409 M_UNKNOWN'],
    ['failed', 'cancel', '200'],
    ['failed', 'restart', '409 M_UNKNOWN'],
  ] as const)('%s: %s is answered %s and does nothing', async (outcome, action, summary) => {
    const id = await outcomes[outcome]();
    const before = [await stage.look(id, { by: stage.bob }), await stage.events()];
    for (let times = 0; times < 2; times += 1)
      expect((await stage.act(id, action, { by: stage.bob })).summary).toBe(summary);
    stage.pass(100_000);
    const after = [await stage.look(id, { by: stage.bob }), await stage.events()];
    expect(after.map(withoutAges)).toEqual(before.map(withoutAges));
  });
});

test('an action disturbs no other event', async () => {
  const sent = await stage.delayed({ content: { n: 1 } });
  const cancelled = await stage.delayed({ content: { n: 2 } });
  await stage.delayed({ content: { n: 3 } });
  for (let times = 0; times < 2; times += 1) {
    await stage.act(sent, 'send');
    await stage.act(cancelled, 'cancel');
  }
  await stage.act(cancelled, 'send');
  stage.pass(10_000);
  expect((await stage.events()).map(({ content }) => content['n'])).toEqual([1, 3]);
});

describe('a send that fails', () => {
  test('answers what an undelayed one would, and lets the event wait on', async () => {
    const id = await doomed();
    const refused = await stage.act(id, 'send', { by: stage.bob });
    const undelayed = await stage.bob.put(`/rooms/${stage.room}/state/org.example.delayed`, {});
    expect([refused.status, refused.body]).toEqual([undelayed.status, undelayed.body]);
    expect(refused.summary).toBe('403 M_FORBIDDEN');
    expect((await stage.look(id, { by: stage.bob })).body).not.toHaveProperty('finalised');

    await permit(50);
    expect((await stage.act(id, 'send', { by: stage.bob })).status).toBe(200);
    expect(await stage.events()).toHaveLength(1);
  });

  test('leaves its time as it was', async () => {
    const id = await doomed();
    stage.pass(4_000);
    await stage.act(id, 'send', { by: stage.bob });
    await permit(50);
    stage.pass(5_999);
    expect(await stage.events()).toEqual([]);
    stage.pass(1);
    expect(await stage.events()).toHaveLength(1);
  });

  test.each(['restart', 'cancel'])('can be followed by %s', async (action) => {
    const id = await doomed();
    await stage.act(id, 'send', { by: stage.bob });
    expect((await stage.act(id, action, { by: stage.bob })).status).toBe(200);
  });
});

describe('what is refused', () => {
  test.each(['send', 'cancel', 'restart'])('%s of an unknown id, or of somebody else’s', async (action) => {
    const id = await stage.delayed();
    const foreign = await stage.act(id, action, { by: stage.bob });
    const unknown = await stage.act('unknown', action);
    expect(foreign.summary).toBe('404 M_NOT_FOUND');
    expect(foreign.body).toEqual(unknown.body);
    stage.pass(10_000);
    expect(await stage.events()).toHaveLength(1);
  });

  test.each([
    [null, '401 M_MISSING_TOKEN'],
    [{ token: 'wrong' }, '401 M_UNKNOWN_TOKEN'],
  ])('whoever does not say who they are: %o', async (by, summary) => {
    const id = await stage.delayed();
    for (const prefix of ['stable', 'unstable'] as const) {
      for (const action of ['send', 'cancel', 'restart']) {
        expect((await stage.act(id, action, { by, prefix })).summary).toBe(summary);
      }
      expect((await stage.look(id, { by, prefix })).summary).toBe(summary);
    }
    stage.pass(9_999);
    expect(await stage.events()).toEqual([]);
  });

  test('an action that there is not, and other methods', async () => {
    const id = await stage.delayed();
    expect((await stage.act(id, 'delete')).summary).toBe('404 M_UNRECOGNIZED');
    const path = `/_matrix/client/v1/delayed_events/${id}/send`;
    for (const method of ['GET', 'PUT', 'DELETE'])
      expect((await stage.call(method, path)).summary).toBe('405 M_UNRECOGNIZED');
    expect((await stage.call('POST', `/_matrix/client/v1/delayed_events/${id}`)).summary).toBe('405 M_UNRECOGNIZED');
    expect((await stage.call('GET', '/_matrix/client/v1/delayed_events')).summary).toBe('404 M_UNRECOGNIZED');
  });

  test.each([
    [undefined, '200'],
    ['', '200'],
    ['{}', '200'],
    ['{"unknown":1}', '200'],
    ['{', '400 M_NOT_JSON'],
    ['[]', '400 M_BAD_JSON'],
    ['null', '400 M_BAD_JSON'],
  ])('a body that is %o is answered %s', async (body, summary) => {
    const id = await stage.delayed();
    expect((await stage.act(id, 'send', { body })).summary).toBe(summary);
    expect(await stage.events()).toHaveLength(summary === '200' ? 1 : 0);
  });
});

test('parallel sends make one event, and a cancel beside them wins or loses', async () => {
  const id = await stage.delayed();
  const answered = await Promise.all(['send', 'cancel', 'send'].map((action) => stage.act(id, action)));
  const sent = await stage.events();
  const summaries = answered.map(({ summary }) => summary);
  expect(summaries).toEqual(
    sent.length === 1 ? ['200', '409 M_UNKNOWN', '200'] : ['409 M_UNKNOWN', '200', '409 M_UNKNOWN'],
  );
});

function withoutAges(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (key, item: unknown) => (key === 'age' ? undefined : item)));
}
