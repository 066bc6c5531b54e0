import { afterEach, beforeEach, expect, test } from 'vitest';

import type { FuturesRevisionOptions } from '../../homeserver.js';
import { type StagedServer, stageServer } from './server.testkit.js';

let stage: StagedServer;

async function restage(options: FuturesRevisionOptions): Promise<void> {
  stage.server.close();
  stage = await stageServer(options);
}

beforeEach(async () => {
  stage = await stageServer();
});
afterEach(() => stage.server.close());

test('the listing needs an access token', async () => {
  expect((await stage.call('GET', '/_matrix/client/v3/futures')).summary).toBe('401 M_MISSING_TOKEN');
  expect((await stage.call('GET', '/_matrix/client/v3/futures', { token: 'x' })).summary).toBe('401 M_UNKNOWN_TOKEN');
  expect(await stage.listed()).toEqual([]);
  for (const method of ['PUT', 'POST', 'DELETE']) {
    const { summary } = await stage.call(method, '/_matrix/client/v3/futures', { token: stage.alice.token });
    expect(summary).toBe('405 M_UNRECOGNIZED');
  }
});

test('an entry repeats the request and its answer', async () => {
  const [type, key, group] = ['m.ü/tea', 'a&b/c', 'g=&ä'].map(encodeURIComponent);
  const content = { text: '☕' };
  const timeout = await stage.schedule(
    `state_future/${type}/${key}?future_timeout=1000&future_group_id=${group}`,
    content,
  );
  const action = await stage.schedule(`send_future/${type}/t1?future_timeout=none&future_group_id=${group}`);
  await stage.schedule('state_future/m.tea?future_timeout=2000', {}, stage.bob);
  const prefix = `/_matrix/client/v3/rooms/${stage.room}`;
  expect(await stage.listed()).toEqual([
    {
      url: `${prefix}/state_future/${type}/${key}?future_timeout=1000&future_group_id=${group}`,
      body: content,
      response: timeout.body,
    },
    {
      url: `${prefix}/send_future/${type}/t1?future_timeout=none&future_group_id=${group}`,
      body: {},
      response: action.body,
    },
  ]);
  expect((await stage.listed(stage.bob))[0]?.['url']).toMatch(/\/state_future\/m\.tea\/\?future_timeout=2000&/);
});

test('what is gone is not listed', async () => {
  const txns = ['sent', 'cancelled', 'refreshed', 'due'];
  const [sent, cancelled, refreshed] = await Promise.all(
    txns.map((txn) => stage.schedule(`send_future/m.tea/${txn}?future_timeout=1000`)),
  );
  if (sent === undefined || cancelled === undefined || refreshed === undefined) throw new Error('three answers');
  await stage.use(sent, 'send_token');
  await stage.use(cancelled, 'cancel_token');
  stage.pass(500);
  await stage.use(refreshed, 'refresh_token');
  stage.pass(500);
  expect(await stage.listed()).toMatchObject([{ response: refreshed.body }]);
});

test.each([
  ['future_timeout', '?future_timeout=1000&'],
  ['timeout', '?timeout=1000&'],
] as const)('Q-LIST-URL=%s', async (reading, query) => {
  await restage({ readings: { 'Q-LIST-URL': reading } });
  await stage.schedule('send_future/m.tea/t1?future_timeout=1000');
  expect((await stage.listed())[0]?.['url']).toContain(query);
});

test.each([
  ['yes', [true, true, true]],
  ['no', [false, true, true]],
] as const)('Q-LIST-GROUP=%s', async (reading, hasGroup) => {
  await restage({ readings: { 'Q-LIST-GROUP': reading } });
  const { body } = await stage.schedule('send_future/m.tea/t1?future_timeout=1000');
  const { future_group_id: groupId } = body as { future_group_id: string };
  await stage.schedule(`send_future/m.tea/t2?future_timeout=none&future_group_id=${groupId}`);
  await stage.schedule('send_future/m.tea/t3?future_timeout=1000&future_group_id=mine');
  const urls = (await stage.listed()).map(({ url }) => String(url));
  expect(urls.map((url) => url.includes('future_group_id'))).toEqual(hasGroup);
});
