import supertest from 'supertest';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { createHomeserver, type Homeserver } from '../homeserver.js';
import type { JsonObject } from '../matrix/json.js';
import { virtualClock } from '../time/virtual-clock.js';
import { claimedVersions, FEATURES_AHEAD, SPEC_VERSIONS } from './spec-versions.js';
import { testDevice, testUser, type TestUser } from './client.testkit.js';

let server: Homeserver;
let alice: TestUser;
let bob: TestUser;
let roomId: string;
let eventId: string;

beforeEach(async () => {
  server = createHomeserver({ clock: virtualClock() });
  alice = await testUser(server, 'alice');
  bob = await testUser(server, 'bob');
  roomId = await alice.createRoom({ preset: 'public_chat' });
  await bob.post(`/join/${roomId}`);
  eventId = await alice.say(roomId, 'x');
});
afterEach(() => server.close());

async function request(method: string, path: string): Promise<supertest.Response> {
  const client = supertest(server.app);
  const asked = method === 'GET' ? client.get(path) : client.post(path);
  return asked.set('Authorization', `Bearer ${alice.token}`).send(method === 'GET' ? undefined : {});
}

async function guest(): Promise<TestUser> {
  const { body } = await supertest(server.app).post('/_matrix/client/v3/register?kind=guest').send({}).expect(200);
  const { user_id: userId, device_id: deviceId, access_token: token } = body as Record<string, string>;
  return testDevice(server, { userId: userId ?? '', deviceId: deviceId ?? '', token: token ?? '' });
}

async function guestInRoom(): Promise<[guest: TestUser, roomId: string]> {
  const visitor = await guest();
  const admitted = { type: 'm.room.guest_access', content: { guest_access: 'can_join' } };
  const open = await alice.createRoom({ preset: 'public_chat', initial_state: [admitted] });
  expect((await visitor.post(`/join/${open}`)).status).toBe(200);
  return [visitor, open];
}

const roomWithJoinRule = (content: object): Promise<string> =>
  alice.createRoom({ initial_state: [{ type: 'm.room.join_rules', content }] });

async function joinsThroughAnotherRoom(rule: string): Promise<void> {
  const allow = [{ type: 'm.room_membership', room_id: roomId }];
  const guarded = await roomWithJoinRule({ join_rule: rule, allow });
  const carol = await testUser(server, 'carol');
  expect((await carol.post(`/join/${guarded}`)).status).toBe(403);
  expect((await bob.post(`/join/${guarded}`)).status).toBe(200);
}

async function relationsAfter(relation: string, more: object = {}): Promise<unknown> {
  const content = { body: 'y', 'm.relates_to': { rel_type: relation, event_id: eventId }, ...more };
  expect((await alice.put(`/rooms/${roomId}/send/m.room.message/relation`, content)).status).toBe(200);
  const { body } = await alice.get(`/rooms/${roomId}/event/${eventId}`);
  return (body as { unsigned: JsonObject }).unsigned['m.relations'];
}

async function takesReceipts(...markers: [type: string, body: object][]): Promise<void> {
  for (const [type, body] of markers) {
    expect((await bob.post(`/rooms/${roomId}/receipt/${type}/${eventId}`, body)).status).toBe(200);
  }
}

/** For every addition that is here and is no new endpoint, how one can tell. */
const SIGNS: Readonly<Record<string, () => Promise<unknown>>> = {
  'a reason for changes of membership': async () => {
    await alice.post(`/rooms/${roomId}/kick`, { user_id: bob.userId, reason: 'rude' });
    expect((await alice.get(`/rooms/${roomId}/state/m.room.member/${bob.userId}`)).body).toMatchObject({
      reason: 'rude',
    });
  },
  'the device in whoami': async () =>
    expect((await alice.get('/account/whoami')).body).toMatchObject({ device_id: alice.deviceId }),
  'the list of members for guests': async () => {
    const [visitor, open] = await guestInRoom();
    expect((await visitor.get(`/rooms/${open}/members`)).status).toBe(200);
  },
  'rooms that take knocks': async () => {
    const knockable = await roomWithJoinRule({ join_rule: 'knock' });
    const knock = { membership: 'knock' };
    expect((await bob.put(`/rooms/${knockable}/state/m.room.member/${bob.userId}`, knock)).status).toBe(200);
  },
  'previous content inside unsigned': async () => {
    for (const topic of ['old', 'new']) await alice.put(`/rooms/${roomId}/state/m.room.topic`, { topic });
    const { body } = await alice.get(`/rooms/${roomId}/state/m.room.topic?format=event`);
    expect(body).toMatchObject({ unsigned: { prev_content: { topic: 'old' } } });
    expect(body).not.toHaveProperty('prev_content');
  },
  'restricted rooms': () => joinsThroughAnotherRoom('restricted'),
  'is_guest in whoami': async () => {
    expect((await alice.get('/account/whoami')).body).toMatchObject({ is_guest: false });
    expect((await (await guest()).get('/account/whoami')).body).toMatchObject({ is_guest: true });
  },
  'all kinds of events from guests': async () => {
    const [visitor, open] = await guestInRoom();
    expect((await visitor.put(`/rooms/${open}/send/org.example/1`)).status).toBe(200);
  },
  'types of rooms': async () => {
    const space = await alice.createRoom({ creation_content: { type: 'm.space' } });
    expect((await alice.get(`/rooms/${space}/state/m.room.create`)).body).toMatchObject({ type: 'm.space' });
  },
  'capabilities for profiles': async () =>
    expect((await alice.get('/capabilities')).body).toMatchObject({
      capabilities: { 'm.set_displayname': {}, 'm.set_avatar_url': {}, 'm.3pid_changes': {} },
    }),
  'pages of history from its start or its end': async () => {
    expect((await alice.get(`/rooms/${roomId}/messages?dir=b&limit=1`)).body).toMatchObject({
      chunk: [{ event_id: eventId }],
    });
    expect((await alice.get(`/rooms/${roomId}/messages?dir=f&limit=1`)).body).toMatchObject({
      chunk: [{ type: 'm.room.create' }],
    });
  },
  'what relations come to': async () =>
    expect(await relationsAfter('m.reference')).toMatchObject({ 'm.reference': { chunk: [{}] } }),
  'knock_restricted rooms': () => joinsThroughAnotherRoom('knock_restricted'),
  edits: async () =>
    expect(await relationsAfter('m.replace', { 'm.new_content': {} })).toMatchObject({ 'm.replace': {} }),
  'private receipts, receipts of threads, and m.fully_read among receipts': () =>
    takesReceipts(['m.read.private', {}], ['m.read', { thread_id: 'main' }], ['m.fully_read', {}]),
  'read markers without m.fully_read': async () =>
    expect((await bob.post(`/rooms/${roomId}/read_markers`, { 'm.read': eventId })).status).toBe(200),
};

/** For every feature that is told of ahead of its version, how one can tell. */
const SIGNS_AHEAD: Readonly<Record<keyof typeof FEATURES_AHEAD, () => Promise<unknown>>> = {
  'org.matrix.msc4222': async () =>
    expect(await alice.sync({ use_state_after: 'true' })).toMatchObject({
      rooms: { join: { [roomId]: { state_after: { events: expect.any(Array) as unknown } } } },
    }),
  'org.matrix.msc3440.stable': async () =>
    expect(await relationsAfter('m.thread')).toMatchObject({
      'm.thread': { count: 1, current_user_participated: true },
    }),
  'org.matrix.msc3856.stable': async () => {
    await relationsAfter('m.thread');
    expect((await request('GET', `/_matrix/client/v1/rooms/${roomId}/threads`)).body).toMatchObject({
      chunk: [{ event_id: eventId }],
    });
  },
  'org.matrix.msc3715.stable': async () => {
    await relationsAfter('m.thread');
    const path = `/_matrix/client/v1/rooms/${roomId}/relations/${eventId}/m.thread?dir=f`;
    expect((await request('GET', path)).body).toMatchObject({ chunk: [{ content: { body: 'y' } }] });
  },
  'org.matrix.msc2285.stable': () => takesReceipts(['m.read.private', {}]),
};

describe('the versions that are claimed', () => {
  test('are the oldest one and those that are here in full', async () => {
    expect((await request('GET', '/_matrix/client/versions')).body).toMatchObject({ versions: ['v1.1'] });
  });

  test('end before the first that is not here in full', () => {
    const whole = (version: string): (typeof SPEC_VERSIONS)[0] => ({ version, additions: [{ what: 'a' }] });
    const partial = (version: string): (typeof SPEC_VERSIONS)[0] => ({
      version,
      additions: [{ what: 'a' }, { what: 'b', missing: 'c' }],
    });
    expect(claimedVersions([whole('v1'), whole('v2'), partial('v3'), whole('v4')])).toEqual(['v1', 'v2']);
    expect(claimedVersions([whole('v1'), whole('v2')])).toEqual(['v1', 'v2']);
    expect(claimedVersions([partial('v1'), whole('v2')])).toEqual(['v1']);
  });
});

describe.each(SPEC_VERSIONS)('of what $version has added', ({ additions }) => {
  const endpoints = additions.flatMap(({ endpoints: all = [], missing }) =>
    all.map((endpoint) => [endpoint, missing === undefined ? 'here' : 'missing'] as const),
  );
  const others = additions.filter((addition) => addition.endpoints === undefined && addition.missing === undefined);

  test.each(endpoints)('%s is %s, as the table says', async (endpoint, where) => {
    const [method = '', path = ''] = endpoint.replaceAll(/:\w+/g, 'x').split(' ');
    const { body } = await request(method, path);
    expect((body as JsonObject)['errcode'] === 'M_UNRECOGNIZED').toBe(where === 'missing');
  });

  test.each(others)('$what is here, as the table says', async ({ what }) => {
    await (SIGNS[what] ?? (() => expect.fail(`nothing tells whether there is ${what}`)))();
  });
});

describe('the features that are told of ahead of their version', () => {
  test('are all that is told of but for revisions', async () => {
    const plain = createHomeserver({ clock: virtualClock(), revisions: [] });
    const { body } = await supertest(plain.app).get('/_matrix/client/versions').expect(200);
    expect(body).toMatchObject({ unstable_features: FEATURES_AHEAD });
    expect(Object.keys((body as { unstable_features: object }).unstable_features)).toEqual(Object.keys(FEATURES_AHEAD));
    plain.close();
  });

  test.each(Object.entries(SIGNS_AHEAD))('%s is here', async (_, sign) => {
    await sign();
  });
});
