import { afterEach, describe, expect, test } from 'vitest';

import type { JsonObject } from '../../../matrix/json.js';
import type { DelayedEventsRevisionOptions } from '../delayed-events-revision.js';
import { type Answered, type RequestOptions, type StagedServer, stageServer, TYPE } from '../server.testkit.js';
import type { WireName } from './wire-forms.js';

const V3 = '/_matrix/client/v3';
const U = '/_matrix/client/unstable/org.matrix.msc4140';
const DELAY = 'org.matrix.msc4140.delay';

let stage: StagedServer;

async function speak(wire: WireName | readonly WireName[], options: DelayedEventsRevisionOptions = {}): Promise<void> {
  stage = await stageServer({ ...options, wire });
}
afterEach(() => stage.server.close());

/** Sends a message by the ordinary endpoint, delayed by its parameter. */
function send(
  delay: string,
  { txnId = 'txn', ...options }: RequestOptions & { txnId?: string } = {},
): Promise<Answered> {
  const path = `${V3}/rooms/${stage.room}/send/${TYPE}/${txnId}?${DELAY}=${delay}`;
  return stage.call('PUT', path, { body: { n: 1 }, ...options });
}

async function sent(delay = '10000', options: RequestOptions & { txnId?: string } = {}): Promise<string> {
  return String((await send(delay, options)).body['delay_id']);
}

function actByBody(id: string, body: unknown, options: RequestOptions = {}): Promise<Answered> {
  return stage.call('POST', `${U}/delayed_events/${id}`, { body, ...options });
}

async function listed(by = stage.alice): Promise<JsonObject[]> {
  const { body } = await stage.call('GET', `${U}/delayed_events`, { by });
  return body['delayed_events'] as JsonObject[];
}

async function unstableFeatures(): Promise<Record<string, boolean>> {
  const { body } = await stage.call('GET', '/_matrix/client/versions');
  const features = Object.entries(body['unstable_features'] as Record<string, boolean>);
  return Object.fromEntries(features.filter(([name]) => name.startsWith('org.matrix.msc4140')));
}

async function capability(): Promise<unknown> {
  const { body } = await stage.call('GET', `${V3}/capabilities`);
  const capabilities = body['capabilities'] as JsonObject;
  expect(capabilities).not.toHaveProperty(['m.delayed_events']);
  return capabilities['org.matrix.msc4140.delayed_events'];
}

const SYNAPSE = ['w0', 'w1', 'w2', 'w3', 'w4', 'w5'] as const;

describe.each(SYNAPSE)('%s', (wire) => {
  test('a parameter delays messages and state', async () => {
    await speak(wire);
    const answers = [
      await send('10000'),
      await stage.call('POST', `${V3}/rooms/${stage.room}/send/${TYPE}?${DELAY}=10000`, { body: {} }),
      await stage.call('PUT', `${V3}/rooms/${stage.room}/state/${TYPE}/key?${DELAY}=10000`, { body: {} }),
      await stage.call('PUT', `${V3}/rooms/${stage.room}/state/${TYPE}?${DELAY}=10000`, { body: {} }),
      await stage.call('PUT', `${V3}/rooms/${stage.room}/state/${TYPE}/?${DELAY}=10000`, { body: {} }),
    ];
    for (const { body } of answers) expect(body).toEqual({ delay_id: expect.any(String) as string });
    expect(await stage.events()).toEqual([]);
    stage.pass(10_000);
    const events = await stage.events();
    expect(events.map((event) => event['state_key'])).toEqual([undefined, undefined, 'key', '', '']);
    expect(events[0]).toMatchObject({ content: { n: 1 }, origin_server_ts: stage.clock.now() });
  });

  test('without a value, or elsewhere, the parameter is overlooked', async () => {
    await speak(wire);
    const plain = await stage.call('PUT', `${V3}/rooms/${stage.room}/send/${TYPE}/1?${DELAY}`, { body: {} });
    const named = await stage.call('PUT', `${V3}/rooms/${stage.room}/send/${TYPE}/2?delay=10000`, { body: {} });
    expect([plain.body, named.body]).toEqual([
      { event_id: expect.any(String) as string },
      { event_id: expect.any(String) as string },
    ]);
    await stage.call('POST', `${V3}/rooms/${stage.room}/leave?${DELAY}=10000`, { body: {}, by: stage.bob });
    expect((await stage.bob.put(`/rooms/${stage.room}/send/${TYPE}/3`, {})).status).toBe(403);
  });

  test.each([
    ['0', '400 M_INVALID_PARAM'],
    ['-1', '400 M_INVALID_PARAM'],
    ['', '400 M_INVALID_PARAM'],
    ['soon', '400 M_INVALID_PARAM'],
    ['1.5', '400 M_INVALID_PARAM'],
  ])('a delay of "%s" is answered %s', async (delay, summary) => {
    await speak(wire);
    expect((await send(delay)).summary).toBe(summary);
  });

  test('a transaction id is shared with undelayed messages', async () => {
    await speak(wire);
    const first = await send('10000');
    expect((await send('10000')).body).toEqual(first.body);
    expect((await stage.alice.put(`/rooms/${stage.room}/send/${TYPE}/txn`, {})).body).toEqual(first.body);
  });

  test('the body names the action', async () => {
    await speak(wire);
    for (const [action, events] of [
      ['send', 1],
      ['cancel', 1],
      ['restart', 1],
    ] as const) {
      const id = await sent('10000', { txnId: action });
      expect(await actByBody(id, { action })).toMatchObject({ status: 200, body: {} });
      expect(await stage.events()).toHaveLength(events);
    }
    expect((await actByBody('unknown', { action: 'send' })).summary).toBe('404 M_NOT_FOUND');
    const id = await sent('10000', { txnId: 'wrong' });
    expect((await actByBody(id, {})).summary).toBe('400 M_MISSING_PARAM');
    expect((await actByBody(id, { action: 'delete' })).summary).toBe('400 M_INVALID_PARAM');
    expect((await actByBody(id, '{')).summary).toBe('400 M_NOT_JSON');
    expect((await actByBody(id, '[]')).summary).toBe('400 M_BAD_JSON');
  });

  test('the list has what waits, what is due first at its beginning', async () => {
    await speak(wire);
    const late = await sent('20000', { txnId: 'late' });
    const early = await sent('10000', { txnId: 'early' });
    await actByBody(await sent('5000', { txnId: 'gone' }), { action: 'cancel' });
    const since = stage.clock.now();
    expect((await listed()).map((entry) => entry['delay_id'])).toEqual([early, late]);
    expect((await listed())[0]).toMatchObject({
      room_id: stage.roomId,
      type: TYPE,
      delay: 10_000,
      running_since: since,
      content: { n: 1 },
    });
    const hasNewNames = wire === 'w4' || wire === 'w5';
    expect('delay_ms' in ((await listed())[0] ?? {})).toBe(hasNewNames);
    expect(await listed(stage.bob)).toEqual([]);
    expect((await stage.call('GET', `${U}/delayed_events`, { by: null })).summary).toBe('401 M_MISSING_TOKEN');
  });

  test('guests may do what others may', async () => {
    await speak(wire);
    const { body } = await stage.call('POST', `${V3}/register?kind=guest`, { by: null, body: {} });
    const by = { token: String(body['access_token']) };
    await stage.alice.put(`/rooms/${stage.room}/state/m.room.guest_access`, { guest_access: 'can_join' });
    await stage.call('POST', `${V3}/join/${stage.room}`, { by, body: {} });
    const id = await sent('10000', { by });
    expect((await stage.call('GET', `${U}/delayed_events`, { by })).status).toBe(200);
    expect((await actByBody(id, { action: 'send' }, { by })).status).toBe(200);
  });

  test('newer state does not end delayed state, whoever has set it', async () => {
    await speak(wire);
    await stage.alice.put(`/rooms/${stage.room}/state/m.room.power_levels`, { users_default: 100 });
    const schedule = (key: string): Promise<Answered> =>
      stage.call('PUT', `${V3}/rooms/${stage.room}/state/${TYPE}/${key}?${DELAY}=10000`, { body: { n: 'delayed' } });
    await schedule('own');
    await schedule('other');
    await stage.alice.put(`/rooms/${stage.room}/state/${TYPE}/own`, {});
    await stage.bob.put(`/rooms/${stage.room}/state/${TYPE}/other`, {});
    stage.pass(10_000);
    const delayed = (await stage.events()).filter(({ content }) => content['n'] === 'delayed');
    expect(delayed.map((event) => event['state_key'])).toEqual(['own', 'other']);
  });
});

describe('who may act', () => {
  test.each([
    ['w0', '401 M_MISSING_TOKEN', '401 M_UNKNOWN_TOKEN', '404 M_NOT_FOUND'],
    ['w1', '200', '200', '200'],
    ['w2', '200', '401 M_UNKNOWN_TOKEN', '200'],
    ['w3', '200', '401 M_UNKNOWN_TOKEN', '200'],
    ['w4', '200', '401 M_UNKNOWN_TOKEN', '200'],
    ['w5', '200', '401 M_UNKNOWN_TOKEN', '200'],
  ] as const)('%s: nobody %s, a wrong token %s, another user %s', async (wire, nobody, wrong, another) => {
    await speak(wire);
    const id = await sent();
    const callers = [null, { token: 'wrong' }, stage.bob];
    const byBody = await Promise.all(callers.map((by) => actByBody(id, { action: 'restart' }, { by })));
    expect(byBody.map(({ summary }) => summary)).toEqual([nobody, wrong, another]);
    const byPath = await Promise.all(callers.map((by) => stage.act(id, 'restart', { by, prefix: 'unstable' })));
    const expected = wire === 'w0' ? Array(3).fill('404 M_UNRECOGNIZED') : [nobody, wrong, another];
    expect(byPath.map(({ summary }) => summary)).toEqual(expected);
  });
});

describe('what is finished', () => {
  test.each(['w0', 'w1', 'w2', 'w3', 'w4'] as const)('%s forgets', async (wire) => {
    await speak(wire);
    const id = await sent();
    expect((await actByBody(id, { action: 'send' })).status).toBe(200);
    for (const action of ['send', 'cancel', 'restart']) {
      expect((await actByBody(id, { action })).summary).toBe('404 M_NOT_FOUND');
    }
    if (wire === 'w4') expect((await stage.look(id, { prefix: 'unstable' })).summary).toBe('404 M_NOT_FOUND');
  });

  test('an event that could not be sent by hand waits on', async () => {
    await speak('w4');
    const path = `${V3}/rooms/${stage.room}/state/${TYPE}?${DELAY}=10000`;
    const { body } = await stage.call('PUT', path, { body: {}, by: stage.bob });
    const id = String(body['delay_id']);
    expect((await actByBody(id, { action: 'send' })).summary).toBe('403 M_FORBIDDEN');
    expect((await actByBody(id, { action: 'restart' })).status).toBe(200);
  });

  test('w5 remembers', async () => {
    await speak('w5');
    const id = await sent();
    await stage.act(id, 'send', { prefix: 'unstable', by: null });
    expect((await stage.act(id, 'send', { prefix: 'unstable' })).status).toBe(200);
    expect((await stage.act(id, 'cancel', { prefix: 'unstable' })).summary).toBe('409 M_UNKNOWN');
    expect((await stage.look(id, { prefix: 'unstable' })).body).toMatchObject({
      delay_ms: 10_000,
      finalised: { event_id: expect.any(String) as string },
    });
    expect(await listed()).toEqual([]);
    expect((await stage.schedule({}, { prefix: 'unstable' })).status).toBe(200);
  });
});

test('w4 looks up what waits, under the new names alone', async () => {
  await speak('w4');
  const id = await sent();
  expect((await stage.look(id, { prefix: 'unstable' })).body).toEqual({
    delay_id: id,
    room_id: stage.roomId,
    type: TYPE,
    content: { n: 1 },
    delay_ms: 10_000,
    delayed_since_ts: stage.clock.now(),
  });
  expect((await stage.look(id, { prefix: 'unstable', by: stage.bob })).summary).toBe('404 M_NOT_FOUND');
  expect((await stage.look(id, { prefix: 'unstable', by: null })).summary).toBe('401 M_MISSING_TOKEN');
  expect((await stage.schedule({}, { prefix: 'unstable' })).summary).toBe('404 M_UNRECOGNIZED');
  expect((await stage.schedule()).summary).toBe('404 M_UNRECOGNIZED');
});

describe('errors and discovery', () => {
  const OLD_TOO_LONG = {
    errcode: 'M_UNKNOWN',
    'org.matrix.msc4140.errcode': 'M_MAX_DELAY_EXCEEDED',
    'org.matrix.msc4140.max_delay': 60_000,
  };
  const OLD_OFF = { errcode: 'M_UNKNOWN', 'org.matrix.msc4140.errcode': 'M_MAX_DELAY_UNSUPPORTED' };
  const FORBIDDEN = { errcode: 'M_FORBIDDEN' };

  test.each([
    ['w0', 400, OLD_TOO_LONG, 400, OLD_OFF],
    ['w1', 400, OLD_TOO_LONG, 400, OLD_OFF],
    ['w2', 400, OLD_TOO_LONG, 400, OLD_OFF],
    ['w3', 403, FORBIDDEN, 403, FORBIDDEN],
    ['w4', 400, { errcode: 'ORG.MATRIX.MSC4140_DELAY_TOO_LARGE' }, 403, FORBIDDEN],
    ['w5', 400, { errcode: 'ORG.MATRIX.MSC4140_DELAY_TOO_LARGE' }, 403, FORBIDDEN],
  ] as const)('%s', async (wire, longStatus, tooLong, offStatus, off) => {
    await speak(wire, { maxDelay: 60_000, maxScheduled: 1 });
    expect(await send('60001')).toMatchObject({ status: longStatus, body: tooLong });
    expect(await unstableFeatures()).toEqual({ 'org.matrix.msc4140': true });
    const hasCapability = !['w0', 'w1', 'w2'].includes(wire);
    expect(await capability()).toEqual(hasCapability ? { max_delay_ms: 60_000, max_scheduled: 1 } : undefined);
    await sent('60000');
    expect((await send('60000', { txnId: 'second' })).summary).toBe(hasCapability ? '429 M_LIMIT_EXCEEDED' : '200');

    stage.server.close();
    await speak(wire, { maxDelay: 0 });
    expect(await send('1000')).toMatchObject({ status: offStatus, body: off });
    expect(await unstableFeatures()).toEqual({ 'org.matrix.msc4140': false });
    expect(await capability()).toEqual(hasCapability ? { max_delay_ms: 0, max_scheduled: 100 } : undefined);
  });

  test.each([
    ['w0', []],
    ['w1', ['org.matrix.msc4140.delay_id']],
    ['w4', ['org.matrix.msc4140.delay_id']],
  ] as const)('%s tells the sender %o', async (wire, names) => {
    await speak(wire);
    await sent();
    stage.pass(10_000);
    const [event] = await stage.events();
    expect(Object.keys(event?.unsigned ?? {}).filter((name) => name.includes('delay_id'))).toEqual(names);
    const [seenByBob] = await stage.events(TYPE, stage.bob);
    expect(JSON.stringify(seenByBob?.unsigned)).not.toContain('delay_id');
  });
});

describe('july', () => {
  test('is as flat as its text', async () => {
    await speak('july');
    const at = { prefix: 'unstable' } as const;
    const id = await stage.delayed({ state_key: '' }, at);
    const since = stage.clock.now();
    const waiting = {
      delay_id: id,
      room_id: stage.roomId,
      type: TYPE,
      state_key: '',
      content: {},
      delay_ms: 10_000,
      scheduled_at: since,
    };
    expect((await stage.look(id, at)).body).toEqual(waiting);
    expect(await listed()).toEqual([waiting]);
    await stage.act(id, 'send', at);
    const [event] = await stage.events();
    expect((await stage.look(id, at)).body).toEqual({ ...waiting, finalised_ts: since, event_id: event?.['event_id'] });
    expect(await listed()).toEqual([]);
    expect((await stage.act(id, 'cancel', at)).summary).toBe('409 M_UNKNOWN');
    expect((await stage.act(id, 'send', { ...at, by: null })).summary).toBe('401 M_MISSING_TOKEN');
    expect((await stage.schedule({ delay_ms: 86_400_001 }, at)).summary).toBe('403 M_FORBIDDEN');
  });
});

describe('several at once', () => {
  test('what the oldest form scheduled is found by the newest, and acted on by either', async () => {
    await speak(['accepted', 'accepted-unstable', 'w0']);
    const id = await sent();
    expect((await stage.look(id)).body).toMatchObject({ delay_id: id, delay_ms: 10_000 });
    expect((await actByBody(id, { action: 'restart' })).status).toBe(200);
    expect((await stage.act(id, 'restart', { by: null, prefix: 'unstable' })).status).toBe(401);
    expect((await stage.act(id, 'cancel')).status).toBe(200);
    expect(await unstableFeatures()).toEqual({ 'org.matrix.msc4140': true, 'org.matrix.msc4140.stable': true });
  });

  test('the first one has its way where they meet', async () => {
    await speak(['accepted', 'w4']);
    const id = await stage.delayed();
    expect((await stage.act(id, 'restart', { by: null })).summary).toBe('401 M_MISSING_TOKEN');
    expect((await stage.act(id, 'send', { by: null, prefix: 'unstable' })).status).toBe(200);
    expect((await stage.look(id)).body).toHaveProperty('finalised');
    expect((await stage.look(id, { prefix: 'unstable' })).summary).toBe('404 M_NOT_FOUND');
  });
});
