import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { testDevice, type TestUser } from '../../http/client.testkit.js';
import type { Json, JsonObject } from '../../matrix/json.js';
import { type StagedServer, stageServer, TYPE } from './server.testkit.js';

let stage: StagedServer;

beforeEach(async () => {
  stage = await stageServer();
});
afterEach(() => stage.server.close());

/** Every endpoint that shows events, and what it shows of one. */
const SHOWN_BY: Readonly<Record<string, (reader: TestUser, eventId: string) => Promise<unknown>>> = {
  sync: (reader) => reader.sync(),
  messages: async (reader) => (await reader.get(`/rooms/${stage.room}/messages?dir=b`)).body as unknown,
  event: async (reader, id) =>
    (await reader.get(`/rooms/${stage.room}/event/${encodeURIComponent(id)}`)).body as unknown,
  context: async (reader, id) =>
    (await reader.get(`/rooms/${stage.room}/context/${encodeURIComponent(id)}`)).body as unknown,
  state: async (reader) => (await reader.get(`/rooms/${stage.room}/state`)).body as unknown,
  'state event': async (reader) =>
    (await reader.get(`/rooms/${stage.room}/state/${TYPE}?format=event`)).body as unknown,
};

/** What stands in `unsigned` of an event, wherever in an answer it is. */
function unsignedOf(eventId: string, answer: unknown): JsonObject[] {
  const found: JsonObject[] = [];
  JSON.stringify(answer, (_key, value: Json) => {
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      const event = value as JsonObject;
      if (event['event_id'] === eventId) found.push(event['unsigned'] as JsonObject);
    }
    return value;
  });
  return found;
}

describe('the id in unsigned', () => {
  test.each(Object.keys(SHOWN_BY))(
    'is shown by %s, to every device of the sender and to nobody else',
    async (where) => {
      const id = await stage.delayed({ state_key: '' });
      stage.pass(10_000);
      const eventId = String((await stage.events())[0]?.['event_id']);
      const login = { type: 'm.login.password', identifier: { type: 'm.id.user', user: 'alice' }, password: 'secret' };
      const { access_token: token } = (await stage.alice.post('/login', login)).body as { access_token: string };
      const tablet = testDevice(stage.server, { ...stage.alice, token });

      const shown = async (reader: TestUser): Promise<JsonObject[]> => {
        const unsigned = unsignedOf(eventId, await SHOWN_BY[where]?.(reader, eventId));
        expect(unsigned).not.toEqual([]);
        return unsigned;
      };
      for (const reader of [stage.alice, tablet]) {
        for (const unsigned of await shown(reader)) {
          expect(unsigned).toMatchObject({ delay_id: id });
          expect(unsigned).not.toHaveProperty('transaction_id');
          expect(unsigned).not.toHaveProperty(['org.matrix.msc4140.delay_id']);
        }
      }
      for (const unsigned of await shown(stage.bob)) expect(JSON.stringify(unsigned)).not.toContain('delay_id');
    },
  );

  test.each([
    [{}, 'stable', ['delay_id']],
    [{ 'Q-UNSIGNED-KEY': 'unstable' }, 'both', ['org.matrix.msc4140.delay_id']],
    [{ 'Q-UNSIGNED-KEY': 'both' }, 'both', ['delay_id', 'org.matrix.msc4140.delay_id']],
    [{ 'Q-UNSIGNED-KEY': 'stable' }, 'unstable', ['org.matrix.msc4140.delay_id']],
    [{ 'Q-UNSIGNED-KEY': 'unstable' }, 'stable', ['delay_id']],
  ] as const)('goes by the names of %o where the server is %s', async (readings, offers, names) => {
    stage.server.close();
    const wire = {
      stable: ['accepted'],
      unstable: ['accepted-unstable'],
      both: ['accepted', 'accepted-unstable'],
    } as const;
    stage = await stageServer({ readings, wire: wire[offers] });
    await stage.delayed({}, { prefix: offers === 'unstable' ? 'unstable' : 'stable' });
    stage.pass(10_000);
    const [event] = await stage.events();
    expect(Object.keys(event?.unsigned ?? {}).filter((name) => name.includes('delay_id'))).toEqual(names);
  });

  test('an undelayed event has none, and keeps its transaction id', async () => {
    await stage.alice.put(`/rooms/${stage.room}/send/${TYPE}/mine`, {});
    const [event] = await stage.events();
    expect(event?.unsigned).toMatchObject({ transaction_id: 'mine' });
    expect(event?.unsigned).not.toHaveProperty('delay_id');
  });
});

describe('whether an event may be sent is judged when it is sent', () => {
  test('by membership', async () => {
    const ids = [
      await stage.delayed({}, { by: stage.bob }),
      await stage.delayed({ delay_ms: 20_000 }, { by: stage.bob }),
    ];
    await stage.bob.post(`/rooms/${stage.room}/leave`);
    stage.pass(10_000);
    await stage.bob.post(`/join/${stage.room}`);
    stage.pass(10_000);
    expect(await stage.events()).toHaveLength(1);
    const outcomes = await Promise.all(
      ids.map(async (id) => (await stage.look(id, { by: stage.bob })).body['finalised']),
    );
    expect(outcomes).toMatchObject([{ error: { errcode: 'M_FORBIDDEN' } }, { event_id: expect.any(String) as string }]);
  });

  test('and what failed is never tried again', async () => {
    await stage.delayed({}, { by: stage.bob });
    await stage.alice.post(`/rooms/${stage.room}/ban`, { user_id: stage.bob.userId });
    stage.pass(10_000);
    await stage.alice.post(`/rooms/${stage.room}/unban`, { user_id: stage.bob.userId });
    await stage.bob.post(`/join/${stage.room}`);
    stage.pass(1_000_000);
    expect(await stage.events()).toEqual([]);
  });
});

test('a redaction can be delayed: the message takes itself away', async () => {
  const eventId = await stage.alice.say(stage.roomId, 'read me at once');
  await stage.delayed({ content: { redacts: eventId } }, { type: 'm.room.redaction' });
  stage.pass(10_000);
  const { body } = await stage.alice.get(`/rooms/${stage.room}/event/${encodeURIComponent(eventId)}`);
  expect(body).toMatchObject({ content: {}, unsigned: { redacted_because: { type: 'm.room.redaction' } } });
});

test('state that is the current state already is no new event where undelayed state is none', async () => {
  stage.server.close();
  stage = await stageServer({}, { sameStateIsNew: false });
  const sent = await stage.alice.put(`/rooms/${stage.room}/state/${TYPE}`, { n: 1 });
  const id = await stage.delayed({ state_key: '', content: { n: 1 } });
  stage.pass(10_000);
  expect(await stage.events()).toHaveLength(1);
  expect((await stage.look(id)).body['finalised']).toMatchObject(sent.body as object);
});

test('a delayed event ends a future for the same state, as any other one does', async () => {
  const path = `/rooms/${stage.room}/state_future/${TYPE}?future_timeout=20000`;
  expect((await stage.bob.put(path, { n: 'future' })).status).toBe(200);
  await stage.delayed({ state_key: '', content: { n: 'delayed' } });
  stage.pass(30_000);
  expect((await stage.events()).map(({ content }) => content['n'])).toEqual(['delayed']);
});
