import { afterEach, describe, expect, test } from 'vitest';

import { MatrixError } from '../../matrix/matrix-error.js';
import type { DelayedEventRulesChange } from '../rules/delayed-event-rules.js';
import { type StagedServer, stageServer, TYPE } from './server.testkit.js';

const V3 = '/_matrix/client/v3';

let running: StagedServer | undefined;

async function staged(rules: DelayedEventRulesChange): Promise<StagedServer> {
  return (running = await stageServer({ rules }));
}

afterEach(() => {
  running?.server.close();
  running = undefined;
});

describe('an event that is not shown', () => {
  const ENDPOINTS = ['sync', 'messages', 'event', 'context', 'state', 'state of a key'] as const;
  test.each(ENDPOINTS)('in %s is shown elsewhere', async (hidden) => {
    const stage = await staged({ isShown: ({ reader }) => reader.endpoint !== hidden });
    const { call, room } = stage;
    await call('PUT', `${V3}/rooms/${room}/state/${TYPE}/desk`, { body: { is: 'old' } });
    const id = await stage.delayed({ state_key: 'desk', content: { is: 'new' } });
    await stage.act(id, 'send');
    const { event_id: eventId } = (await stage.look(id)).body['finalised'] as { event_id: string };

    const messages = await stage.events();
    const sync = await call('GET', `${V3}/sync`);
    const state = await call('GET', `${V3}/rooms/${room}/state`);
    const ofKey = (await call('GET', `${V3}/rooms/${room}/state/${TYPE}/desk`)).body;
    const found = {
      sync: JSON.stringify(sync.body).includes(eventId),
      messages: messages.some((event) => event['event_id'] === eventId),
      event: (await call('GET', `${V3}/rooms/${room}/event/${eventId}`)).status === 200,
      context: (await call('GET', `${V3}/rooms/${room}/context/${eventId}`)).status === 200,
      state: JSON.stringify(state.body).includes(eventId),
      'state of a key': ofKey['is'] === 'new',
    };
    expect(found).toEqual({ ...Object.fromEntries(ENDPOINTS.map((endpoint) => [endpoint, true])), [hidden]: false });
    expect(ofKey).toEqual({ is: found['state of a key'] ? 'new' : 'old' });
  });
});

test('an event that wakes nobody is told by the next sync', async () => {
  const stage = await staged({ wakesSyncs: () => false });
  const { body } = await stage.call('GET', `${V3}/sync`);
  const since = String(body['next_batch']);
  await stage.delayed();
  const waiting = stage.call('GET', `${V3}/sync?since=${since}&timeout=30000`);
  while (stage.server.parkedRequests() === 0) await Promise.resolve();
  stage.pass(10_000);
  expect(stage.server.parkedRequests()).toBe(1);
  stage.pass(20_000);
  expect(JSON.stringify((await waiting).body)).toContain(TYPE);
});

test('an event can have the id of another one', async () => {
  const stage = await staged({ eventIdOf: () => '$again' });
  for (const _ of ['first', 'second']) await stage.act(await stage.delayed(), 'send');
  expect((await stage.events()).map((event) => event['event_id'])).toEqual(['$again', '$again']);
});

test('a request can be what lets the homeserver look at its timers', async () => {
  const stage = await staged({
    runsOutAt: ({ dueAt }) => dueAt + 1e12,
    looksAtTimers: ({ path }) => path.endsWith('/sync'),
  });
  await stage.delayed();
  await stage.delayed({ delay_ms: 20_000 });
  stage.pass(15_000);
  expect(await stage.events()).toEqual([]);
  await stage.call('GET', `${V3}/sync`);
  expect(await stage.events()).toHaveLength(1);
});

test.each(['send', 'cancel'] as const)('a second %s can send once more', async (first) => {
  const stage = await staged({ contradiction: () => undefined, isCarriedOutAgain: ({ action }) => action === 'send' });
  const id = await stage.delayed();
  await stage.act(id, first);
  await stage.act(id, 'send');
  expect(await stage.events()).toHaveLength(first === 'send' ? 2 : 1);
});

test('a restart of what is over can start its timer again', async () => {
  const stage = await staged({ contradiction: () => undefined, isCarriedOutAgain: () => true });
  const id = await stage.delayed();
  await stage.act(id, 'send');
  await stage.act(id, 'restart');
  stage.pass(10_000);
  expect(await stage.events()).toHaveLength(2);
});

test.each([
  ['lose', 0],
  ['cancel', 0],
  ['send', 1],
  ['restart', 0],
] as const)('a call can %s another event of its user', async (effect, sent) => {
  const stage = await staged({
    sideEffects: ({ call, others }) => (call === 'schedule' ? others.map((event) => ({ event, effect })) : []),
  });
  const id = await stage.delayed({ delay_ms: 9_000 });
  stage.pass(5_000);
  await stage.delayed({ delay_ms: 86_000_000 });
  stage.pass(5_000);
  expect(await stage.events()).toHaveLength(sent);
  const { finalised } = (await stage.look(id)).body;
  expect(finalised !== undefined).toBe(effect === 'send' || effect === 'cancel');
});

test('others in the room are there for a call, too', async () => {
  const stage = await staged({
    sideEffects: ({ call, others }) =>
      call === 'restart' ? others.map((event) => ({ event, effect: 'cancel' as const })) : [],
  });
  const other = await stage.delayed({}, { by: stage.bob });
  await stage.act(await stage.delayed(), 'restart');
  expect((await stage.look(other, { by: stage.bob })).body).toHaveProperty('finalised');
});

test('ids can be told apart by a part of them', async () => {
  const stage = await staged({ keyOfDelayId: (id) => id.toLowerCase() });
  const id = await stage.delayed();
  expect((await stage.look(id.toUpperCase())).status).toBe(200);
  expect((await stage.act(id.toLowerCase(), 'cancel')).status).toBe(200);
});

test('a prefix can let others in', async () => {
  const stage = await staged((defaults) => ({
    callerOf: (facts) => {
      if (facts.prefix === 'unstable' && facts.call === 'cancel') return undefined;
      return defaults.callerOf(facts);
    },
    isOwn: ({ event, caller }) => caller === undefined || caller.userId === event.owner,
    judgeCaller: ({ prefix, call }) => {
      if (prefix === 'stable' && call === 'send') throw new MatrixError(403, 'M_FORBIDDEN', 'No.');
    },
  }));
  const id = await stage.delayed();
  expect((await stage.act(id, 'send')).status).toBe(403);
  expect((await stage.act(id, 'cancel', { by: null })).status).toBe(401);
  expect((await stage.act(id, 'cancel', { by: null, prefix: 'unstable' })).status).toBe(200);
});

test('an endpoint that is not offered is not there', async () => {
  const stage = await staged({
    offersEndpoint: ({ endpoint, prefix }) => endpoint !== 'lookup' || prefix === 'stable',
  });
  const id = await stage.delayed();
  expect((await stage.look(id)).status).toBe(200);
  expect((await stage.look(id, { prefix: 'unstable' })).summary).toBe('404 M_UNRECOGNIZED');
  expect((await stage.act(id, 'send', { prefix: 'unstable' })).status).toBe(200);
});

test('a send that fails can begin the delay anew', async () => {
  const stage = await staged({ dueAfterFailedSend: ({ now, event }) => now + event.delayMs });
  const id = await stage.delayed({ state_key: '' }, { by: stage.bob });
  stage.pass(9_000);
  await stage.act(id, 'send', { by: stage.bob });
  stage.pass(9_999);
  expect((await stage.look(id, { by: stage.bob })).body).not.toHaveProperty('finalised');
  stage.pass(1);
  expect((await stage.look(id, { by: stage.bob })).body).toHaveProperty('finalised');
});
