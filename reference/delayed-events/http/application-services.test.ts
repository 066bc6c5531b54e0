import { afterEach, beforeEach, expect, test } from 'vitest';

import { type StagedServer, stageServer, TYPE } from './server.testkit.js';

const bridge = { asToken: 'as-secret', senderLocalpart: 'bridge' };
const by = { token: bridge.asToken };

let stage: StagedServer;

beforeEach(async () => {
  stage = await stageServer({}, { applicationServices: [bridge] });
  await stage.call('POST', `/_matrix/client/v3/join/${stage.room}`, { by, body: {} });
});
afterEach(() => stage.server.close());

test('an application service dates its event, and changes nothing else thereby', async () => {
  const start = stage.clock.now();
  const id = await stage.delayed({}, { by, query: '?ts=1234' });
  const path = { by, txnId: 'sent', query: '?ts=4321' };
  await stage.act(await stage.delayed({}, path), 'send', { by });
  expect(await stage.events()).toMatchObject([{ origin_server_ts: 4_321 }]);
  stage.pass(10_000);
  expect(await stage.events()).toMatchObject([{ origin_server_ts: 4_321 }, { origin_server_ts: 1_234 }]);
  expect((await stage.look(id, { by })).body).toMatchObject({
    delayed_since_ts: start,
    finalised: { finalised_ts: start + 10_000 },
  });
});

test('from others the date is ignored, whatever it is', async () => {
  for (const ts of ['1234', 'soon']) await stage.delayed({}, { query: `?ts=${ts}` });
  stage.pass(10_000);
  const now = stage.clock.now();
  expect(await stage.events(TYPE)).toMatchObject([{ origin_server_ts: now }, { origin_server_ts: now }]);
});

test('a date that is none is refused', async () => {
  expect((await stage.schedule({}, { by, query: '?ts=soon' })).summary).toBe('400 M_INVALID_PARAM');
});
