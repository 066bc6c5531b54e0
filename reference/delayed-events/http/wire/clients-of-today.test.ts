import { afterEach, describe, expect, test } from 'vitest';

import type { JsonObject } from '../../../matrix/json.js';
import { type Answered, type StagedServer, stageServer } from '../server.testkit.js';
import type { WireName } from './wire-forms.js';

const V3 = '/_matrix/client/v3';
const U = '/_matrix/client/unstable/org.matrix.msc4140';
const DELAY = 'org.matrix.msc4140.delay';
const MEMBER = 'org.matrix.msc3401.call.member';

let stage: StagedServer;

afterEach(() => stage.server.close());

async function speak(wire: WireName, options: Parameters<typeof stageServer>[0] = {}): Promise<void> {
  stage = await stageServer({ ...options, wire });
}

/** The leaving of a call, as clients schedule it. */
async function scheduleLeave(delay = 10_000, key = '_@alice_device'): Promise<string> {
  const path = `${V3}/rooms/${stage.room}/state/${MEMBER}/${key}?${DELAY}=${delay}`;
  const { status, body } = await stage.call('PUT', path, { body: {} });
  expect(status).toBe(200);
  return String(body['delay_id']);
}

function leaves(): Promise<unknown[]> {
  return stage.events(MEMBER);
}

// As tests/msc4140 of Complement asks for: in the forms of the Synapse that it was written for, and of later ones.
describe.each(['w1', 'w3'] as const)('what Complement does on a server that speaks %s', (wire) => {
  test('it registers by m.login.dummy, and lets others send state by overriding power levels', async () => {
    await speak(wire);
    const registered = await stage.call('POST', `${V3}/register`, {
      by: null,
      body: { username: 'user-1', password: 'complement', auth: { type: 'm.login.dummy' } },
    });
    expect(registered.status).toBe(200);
    const roomId = await stage.alice.createRoom({
      preset: 'public_chat',
      power_level_content_override: { events: { 'com.example.test': 0 } },
    });
    const room = encodeURIComponent(roomId);
    await stage.bob.post(`/join/${room}`);
    const path = `${V3}/rooms/${room}/state/com.example.test/key?${DELAY}=900`;
    expect((await stage.call('PUT', path, { by: stage.bob, body: { set: 1 } })).status).toBe(200);
    expect((await stage.bob.get(`/rooms/${room}/state/com.example.test/key`)).status).toBe(404);
    stage.pass(900);
    expect((await stage.bob.get(`/rooms/${room}/state/com.example.test/key`)).body).toEqual({ set: 1 });
  });

  test.each(['use_state_after', 'org.matrix.msc4222.use_state_after'])(
    'delayed state comes with a sync that asks for it by %s',
    async (parameter) => {
      await speak(wire);
      const { next_batch: since } = await stage.alice.sync();
      await scheduleLeave();
      stage.pass(10_000);
      const synced = await stage.alice.sync({ since, [parameter]: 'true' });
      const joined = (synced as unknown as { rooms: { join: Record<string, JsonObject> } }).rooms.join[stage.roomId];
      const after = joined?.[parameter.replace('use_', '')] as { events: JsonObject[] } | undefined;
      expect(after?.events.map(({ type }) => type)).toContain(MEMBER);
    },
  );

  test('a delayed message is found in the history, forwards from where a sync was', async () => {
    await speak(wire);
    const { next_batch: from } = await stage.alice.sync();
    const path = `${V3}/rooms/${stage.room}/send/com.example.test/txn?${DELAY}=900`;
    expect((await stage.call('PUT', path, { body: { set: 1 } })).status).toBe(200);
    stage.pass(900);
    const { body } = await stage.call(
      'GET',
      `${V3}/rooms/${stage.room}/messages?dir=f&from=${encodeURIComponent(from)}`,
    );
    expect((body['chunk'] as JsonObject[]).map(({ type }) => type)).toEqual(['com.example.test']);
  });

  test('the same request twice is one event', async () => {
    await speak(wire);
    const path = `${V3}/rooms/${stage.room}/send/com.example.test/txn?${DELAY}=900`;
    const answers: Answered[] = [];
    for (let time = 1; time <= 2; time += 1) answers.push(await stage.call('PUT', path, { body: { set: 1 } }));
    expect(answers[1]?.body).toEqual(answers[0]?.body);
    stage.pass(5_000);
    expect(await stage.events('com.example.test')).toHaveLength(1);
  });

  test('the list is empty to begin with, and for whoever is asked without an access token or by another user', async () => {
    await speak(wire);
    const list = `${U}/delayed_events`;
    expect((await stage.call('GET', list)).body).toEqual({ delayed_events: [] });
    expect((await stage.call('GET', list, { by: null })).summary).toBe('401 M_MISSING_TOKEN');
    await scheduleLeave();
    expect((await stage.call('GET', list, { by: stage.bob })).body).toEqual({ delayed_events: [] });
    expect((await stage.call('GET', list)).body['delayed_events']).toHaveLength(1);
  });

  test('actions need no access token; one that is missing, wrong or unknown is refused', async () => {
    await speak(wire);
    const id = await scheduleLeave();
    const act = (path: string, body: unknown = {}): Promise<Answered> =>
      stage.call('POST', `${U}/delayed_events/${path}`, { by: null, body });
    expect((await act(id)).summary).toBe('400 M_MISSING_PARAM');
    expect((await act(id, { action: 'oops' })).summary).toBe('400 M_INVALID_PARAM');
    expect((await act(`${id}/oops`)).status).toBe(404);
    for (const action of ['cancel', 'restart', 'send']) {
      expect((await act(`none/${action}`)).summary).toBe('404 M_NOT_FOUND');
    }
    expect((await act(`${id}/restart`)).summary).toBe('200');
    expect((await act(`${id}/send`)).summary).toBe('200');
    expect(await leaves()).toHaveLength(1);
    const other = await scheduleLeave(10_000, 'other');
    expect((await act(`${other}/cancel`)).summary).toBe('200');
    stage.pass(20_000);
    expect(await leaves()).toHaveLength(1);
  });
});

// As lk-jwt-service does in a user's place: by paths, with an empty body and without an access token.
describe.each(['w1', 'w2', 'w3', 'w4'] as const)('what a delegate does on a server that speaks %s', (wire) => {
  function act(id: string, action: string): Promise<Answered> {
    return stage.call('POST', `${U}/delayed_events/${id}/${action}`, { by: null, body: {} });
  }

  test('it keeps the user in the call by restarting, and takes them out by sending', async () => {
    await speak(wire);
    const id = await scheduleLeave();
    for (let time = 1; time <= 3; time += 1) {
      stage.pass(9_000);
      expect((await act(id, 'restart')).summary).toBe('200');
    }
    expect(await leaves()).toEqual([]);
    expect((await act(id, 'send')).summary).toBe('200');
    expect(await leaves()).toHaveLength(1);
  });

  test('404 tells it that a send is done, and that a restart comes too late', async () => {
    await speak(wire);
    const id = await scheduleLeave();
    stage.pass(10_000);
    expect((await act(id, 'send')).summary).toBe('404 M_NOT_FOUND');
    expect((await act(id, 'restart')).summary).toBe('404 M_NOT_FOUND');
    stage.pass(60_000);
    expect(await leaves()).toHaveLength(1);
  });

  test('429 asks it to wait, and does nothing', async () => {
    await speak(wire, { rateLimits: [{ calls: ['restart'], requests: 1, perMs: 2_500 }] });
    const id = await scheduleLeave();
    expect((await act(id, 'restart')).summary).toBe('200');
    stage.pass(1_000);
    const limited = await act(id, 'restart');
    expect(limited.summary).toBe('429 M_LIMIT_EXCEEDED');
    stage.pass(Number(limited.headers.get('retry-after')) * 1_000);
    expect((await act(id, 'restart')).summary).toBe('200');
    stage.pass(9_999);
    expect(await leaves()).toEqual([]);
  });
});

// As the widget driver of matrix-rust-sdk does, and matrix-js-sdk where it finds no paths: the action in the body.
describe.each(['w0', 'w1', 'w2', 'w3', 'w4'] as const)(
  'what a widget driver does on a server that speaks %s',
  (wire) => {
    test('it schedules by parameter, and acts by the body with its own access token', async () => {
      await speak(wire);
      const id = await scheduleLeave();
      const act = (action: string): Promise<Answered> =>
        stage.call('POST', `${U}/delayed_events/${id}`, { body: { action } });
      stage.pass(9_000);
      expect((await act('restart')).summary).toBe('200');
      stage.pass(9_000);
      expect(await leaves()).toEqual([]);
      expect((await act('send')).summary).toBe('200');
      expect(await leaves()).toHaveLength(1);
      expect((await act('cancel')).summary).toBe('404 M_NOT_FOUND');
    });
  },
);
