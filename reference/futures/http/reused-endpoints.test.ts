import { afterEach, expect, test } from 'vitest';

import { type StagedServer, stageServer } from './server.testkit.js';

let stage: StagedServer;
afterEach(() => stage.server.close());

test('without the option the ordinary endpoints ignore the parameters', async () => {
  stage = await stageServer();
  expect((await stage.schedule('send/m.tea/t1?future_timeout=1000')).body).toHaveProperty('event_id');
  expect(await stage.events('m.tea')).toHaveLength(1);
});

test('with the option they schedule, and are unchanged without parameters', async () => {
  stage = await stageServer({ reuseSendEndpoints: true });
  const message = await stage.schedule('send/m.tea/t1?future_timeout=1000', { n: 1 });
  const state = await stage.schedule('state/m.cup?future_timeout=2000&future_group_id=g', { n: 2 });
  const action = await stage.schedule('state/m.cup/key?future_timeout=none&future_group_id=g', { n: 3 });
  for (const { body } of [message, state, action]) {
    expect(body).toHaveProperty('send_token');
    expect(body).not.toHaveProperty('event_id');
  }
  const urls = (await stage.listed()).map(({ url }) => String(url));
  expect(urls[0]).toContain(`/_matrix/client/v3/rooms/${stage.room}/send/m.tea/t1?future_timeout=1000&`);
  expect(urls[1]).toContain(`/rooms/${stage.room}/state/m.cup/?future_timeout=2000&future_group_id=g`);
  expect((await stage.schedule('send/m.tea/t2')).body).toHaveProperty('event_id');
  expect((await stage.schedule('send/m.tea/t3?future_group_id=g')).summary).toBe('400 M_MISSING_PARAM');
  stage.pass(1_000);
  expect(await stage.events('m.tea')).toHaveLength(2);
  expect((await stage.use(action, 'send_token')).status).toBe(200);
  expect(await stage.events('m.cup')).toMatchObject([{ state_key: 'key' }]);
});
