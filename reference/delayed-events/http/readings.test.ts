import { afterEach, describe, expect, test } from 'vitest';

import type { DelayedEventsReadings } from '../../../fixtures/requirements/delayed-events/index.js';
import { testUser } from '../../http/client.testkit.js';
import { readingsWith } from '../readings.js';
import { type StagedServer, stageServer } from './server.testkit.js';

let stage: StagedServer | undefined;

async function reading(readings: Partial<DelayedEventsReadings>): Promise<StagedServer> {
  stage = await stageServer({ readings });
  return stage;
}
afterEach(() => {
  stage?.server.close();
  stage = undefined;
});

async function sent(stage: StagedServer): Promise<string> {
  const id = await stage.delayed();
  await stage.act(id, 'send');
  return id;
}

describe.each([
  ['409', '409 M_UNKNOWN'],
  ['404', '404 M_NOT_FOUND'],
  ['200', '200'],
] as const)('Q-RESTART-SENT=%s', (name, summary) => {
  test(`answers ${summary} and sends nothing more`, async () => {
    const stage = await reading({ 'Q-RESTART-SENT': name });
    expect((await stage.act(await sent(stage), 'restart')).summary).toBe(summary);
    stage.pass(100_000);
    expect(await stage.events()).toHaveLength(1);
  });
});

test('Q-409-CODE=other', async () => {
  const stage = await reading({ 'Q-409-CODE': 'other' });
  const answered = await stage.act(await sent(stage), 'cancel');
  expect(answered.status).toBe(409);
  expect(answered.body['errcode']).not.toBe('M_UNKNOWN');
});

test('Q-UNSTABLE-CODE=stable', async () => {
  const stage = await reading({ 'Q-UNSTABLE-CODE': 'stable' });
  const answered = await stage.schedule({ delay_ms: 86_400_001 }, { prefix: 'unstable' });
  expect(answered.summary).toBe('400 M_DELAY_TOO_LARGE');
});

test('Q-KEEP=finished', async () => {
  const stage = await reading({ 'Q-KEEP': 'finished' });
  const id = await stage.delayed({ state_key: '' }, { by: stage.bob });
  expect((await stage.act(id, 'send', { by: stage.bob })).summary).toBe('403 M_FORBIDDEN');
  expect((await stage.look(id, { by: stage.bob })).body['finalised']).toMatchObject({
    error: { errcode: 'M_FORBIDDEN' },
  });
});

test('Q-AUTH-EARLY=refused', async () => {
  const stage = await reading({ 'Q-AUTH-EARLY': 'refused' });
  expect((await stage.schedule({ state_key: '' }, { by: stage.bob })).summary).toBe('403 M_FORBIDDEN');
  expect((await stage.schedule({}, { by: stage.bob })).status).toBe(200);
});

test.each([
  ['403', '403 M_FORBIDDEN'],
  ['404', '404 M_NOT_FOUND'],
  ['accepted', '200'],
] as const)('Q-ROOM=%s', async (name, summary) => {
  const stage = await reading({ 'Q-ROOM': name });
  const carol = await testUser(stage.server, 'carol');
  const answered = await stage.schedule({}, { by: carol });
  expect(answered.summary).toBe(summary);
  expect((await stage.schedule({}, { room: '!nowhere:localhost' })).summary).toBe(summary);
  if (name !== 'accepted') return;
  stage.pass(10_000);
  const { body } = await stage.look(String(answered.body['delay_id']), { by: carol });
  expect(body['finalised']).toMatchObject({ error: { errcode: 'M_FORBIDDEN' } });
});

test('Q-LATE=any', async () => {
  const stage = await reading({ 'Q-LATE': 'any' });
  const id = await stage.delayed();
  stage.pass(40_000);
  expect(await stage.events()).toEqual([]);
  stage.pass(60_000);
  expect(await stage.events()).toHaveLength(1);
  expect((await stage.look(id)).body['finalised']).toHaveProperty('event_id');
});

test('Q-TXN-UNSIGNED=present', async () => {
  const stage = await reading({ 'Q-TXN-UNSIGNED': 'present' });
  await stage.delayed({}, { txnId: 'mine' });
  stage.pass(10_000);
  expect((await stage.events())[0]?.unsigned).toMatchObject({ transaction_id: 'mine' });
});

test('Q-RETENTION=forgotten', async () => {
  const stage = await reading({ 'Q-RETENTION': 'forgotten' });
  const id = await sent(stage);
  expect((await stage.look(id)).summary).toBe('404 M_NOT_FOUND');
  for (const action of ['send', 'cancel', 'restart'])
    expect((await stage.act(id, action)).summary).toBe('404 M_NOT_FOUND');
});

test('Q-ACTION=400', async () => {
  const stage = await reading({ 'Q-ACTION': '400' });
  expect((await stage.act(await stage.delayed(), 'delete')).summary).toBe('400 M_INVALID_PARAM');
});

test('Q-BODY=refused', async () => {
  const stage = await reading({ 'Q-BODY': 'refused' });
  const id = await stage.delayed();
  const json = { 'content-type': 'application/json' };
  for (const [body, headers] of [
    [undefined, json],
    ['', json],
    ['{}', {}],
  ] as const) {
    expect((await stage.act(id, 'cancel', { body, headers })).summary).toBe('400 M_NOT_JSON');
  }
  expect((await stage.act(id, 'cancel', { body: '{}', headers: json })).status).toBe(200);
});

test('Q-EXTRA=some', async () => {
  const stage = await reading({ 'Q-EXTRA': 'some' });
  const { body } = await stage.look(await stage.delayed());
  expect(body).toMatchObject({ delay_ms: 10_000, delay: 10_000, running_since: stage.clock.now() });
});

test('Q-NULL-KEY=absent', async () => {
  const stage = await reading({ 'Q-NULL-KEY': 'absent' });
  const id = await stage.delayed({ state_key: null });
  expect((await stage.look(id)).body).not.toHaveProperty('state_key');
});

test.each([
  ['stay', 1],
  ['dropped', 0],
] as const)('Q-LOGOUT=%s', async (name, events) => {
  const stage = await reading({ 'Q-LOGOUT': name });
  await stage.delayed({}, { by: stage.bob });
  await stage.bob.post('/logout');
  stage.pass(10_000);
  expect(await stage.events()).toHaveLength(events);
});

test.each([
  ['judged-when-sent', { error: { errcode: 'M_USER_DEACTIVATED' } }],
  ['sent', { error: { errcode: 'M_USER_DEACTIVATED' } }],
  ['forgotten', undefined],
] as const)('Q-STATUS=%s', async (name, finalised) => {
  let told: unknown;
  stage = await stageServer({
    readings: { 'Q-STATUS': name },
    rules: ({ timerStops }) => ({
      timerStops: (facts) => {
        if (facts.outcome.how === 'failed') told = { error: { errcode: facts.outcome.error.errcode } };
        return timerStops(facts);
      },
    }),
  });
  await stage.delayed({}, { by: stage.bob });
  const auth = { type: 'm.login.password', identifier: { type: 'm.id.user', user: 'bob' }, password: 'secret' };
  expect((await stage.bob.post('/account/deactivate', { auth })).status).toBe(200);
  stage.pass(10_000);
  expect(await stage.events()).toEqual([]);
  expect(told).toEqual(finalised);
});

test.each([
  [{ 'Q-NOTHING': 'x' }, 'Q-NOTHING is no question of the delayed-events revision'],
  [{ 'Q-ROOM': 'x' }, 'x is no reading of Q-ROOM, which has: 403, 404, accepted'],
  [{ 'Q-STICKY': 'sticky' }, 'it can only be "ignored"'],
])('%o is refused', (change, message) => {
  expect(() => readingsWith(change as Partial<DelayedEventsReadings>)).toThrow(message);
});
