import { setupServer } from 'msw/node';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';

import { ask } from './mock-calls.testkit.js';
import { mockHomeserver } from './mock-homeserver.js';
import type { MockRoom } from './mock-room.js';
import type { MockUser } from './mock-user.js';

// The one client side of the `futures` revision that was ever published is matrix-widget-api 1.7.0 (MSC4157), in which a
// widget asks its host to send an event, and the host asks the homeserver. Its fields are told here as its tag v1.7.0 has
// them (src/interfaces/SendEventAction.ts, src/driver/WidgetDriver.ts), in the place of the package, which not every
// registry has.

/** What a widget asks of its host: an event, which the fields of futures delay. */
interface AskedByWidget {
  readonly type: string;
  readonly content: object;
  readonly state_key?: string;
  readonly future_timeout?: number;
  readonly future_group_id?: string | undefined;
}

/** What the host's driver has to tell. */
interface SentFuture {
  readonly futureGroupId: string | undefined;
  readonly sendToken: string | undefined;
  readonly cancelToken: string | undefined;
  readonly refreshToken: string | undefined;
}

const hs = mockHomeserver('https://hs.example');
const network = setupServer(...hs.handlers);
let alice: MockUser;
let room: MockRoom;

beforeAll(() => network.listen({ onUnhandledRequest: 'error' }));
beforeEach(() => {
  // It wants the group and both tokens of every future; the text lets a future without a timeout have less (Q-ACTION-RESPONSE).
  hs.reset({ revisions: ['futures'], futures: { readings: { 'Q-ACTION-RESPONSE': 'more' } } });
  alice = hs.user('alice');
  room = hs.createRoom(alice);
});
afterAll(() => {
  network.close();
  hs.close();
});

let sent = 0;

/** The host's driver: every field of the widget's is a parameter of the homeserver's, under the same name. */
async function sendFuture({ type, content, state_key: stateKey, ...fields }: AskedByWidget): Promise<SentFuture> {
  const { future_timeout: timeout, future_group_id: group } = fields;
  const query = new URLSearchParams({ future_timeout: timeout === undefined ? 'none' : String(timeout) });
  if (group !== undefined) query.set('future_group_id', group);
  const path =
    stateKey === undefined
      ? `send_future/${type}/t${(sent += 1)}`
      : `state_future/${type}/${encodeURIComponent(stateKey)}`;
  const url = `/_matrix/client/v3/rooms/${encodeURIComponent(room.roomId)}/${path}?${query}`;
  const { status, body } = await ask(hs, 'PUT', url, { by: alice, body: content });
  expect(status).toBe(200);
  const told = body as Record<string, string>;
  expect(Object.values(told).every((value) => typeof value === 'string')).toBe(true);
  return {
    futureGroupId: told['future_group_id'],
    sendToken: told['send_token'],
    cancelToken: told['cancel_token'],
    refreshToken: told['refresh_token'],
  };
}

/** What the widget is answered then. */
function answerOf({ futureGroupId, sendToken, cancelToken, refreshToken }: SentFuture): Record<string, unknown> {
  return {
    room_id: room.roomId,
    future_group_id: futureGroupId,
    send_token: sendToken,
    cancel_token: cancelToken,
    ...(refreshToken === undefined ? {} : { refresh_token: refreshToken }),
  };
}

const TOKEN = /^.{16,}$/;
const message = { type: 'm.room.message', content: { msgtype: 'm.text', body: 'hello' } };
const state = { type: 'org.example.call', content: { in: false }, state_key: '' };
const use = async (token: string | undefined): Promise<number> =>
  (await ask(hs, 'POST', `/_matrix/client/v3/futures/${String(token)}`)).status;

describe('what matrix-widget-api 1.7.0 asks and expects', () => {
  test.each([
    ['a message', message],
    ['a state event', state],
  ])('%s with a timeout has a group and three tokens', async (_, event) => {
    const told = await sendFuture({ ...event, future_timeout: 60_000 });
    const tokens = { send_token: TOKEN, cancel_token: TOKEN, refresh_token: TOKEN };
    expect(answerOf(told)).toEqual({
      room_id: room.roomId,
      future_group_id: expect.any(String) as string,
      ...Object.fromEntries(
        Object.entries(tokens).map(([name, form]) => [name, expect.stringMatching(form) as string]),
      ),
    });
    await hs.clock.advance(60_000);
    expect(room.events(event.type)).toMatchObject([{ content: event.content }]);
  });

  test('one without a timeout goes into the group that is named, and has nothing to refresh', async () => {
    const first = await sendFuture({ ...message, future_timeout: 60_000 });
    const second = await sendFuture({ ...state, future_group_id: first.futureGroupId });
    expect(second.futureGroupId).toBe(first.futureGroupId);
    expect(Object.keys(answerOf(second)).toSorted()).toEqual([
      'cancel_token',
      'future_group_id',
      'room_id',
      'send_token',
    ]);
    expect(await use(second.sendToken)).toBe(200);
    await hs.clock.advance(60_000);
    expect([room.state(state.type), room.events(message.type)]).toEqual([state.content, []]);
  });

  test('there is no group and nothing to cancel it by in the answer to one without a timeout, by the narrowest reading', async () => {
    hs.reset({ revisions: ['futures'], futures: { readings: { 'Q-ACTION-RESPONSE': 'send-token' } } });
    alice = hs.user('alice');
    room = hs.createRoom(alice);
    const { futureGroupId: group } = await sendFuture({ ...message, future_timeout: 60_000 });
    const told = await sendFuture({ ...state, future_group_id: group });
    expect([told.sendToken, told.futureGroupId, told.cancelToken]).toEqual([
      expect.stringMatching(TOKEN),
      undefined,
      undefined,
    ]);
  });

  test('the tokens do what they are called for', async () => {
    const refreshed = await sendFuture({ ...message, future_timeout: 60_000 });
    const cancelled = await sendFuture({ ...message, future_timeout: 60_000 });
    await hs.clock.advance(59_999);
    expect(await use(refreshed.refreshToken)).toBe(200);
    expect(await use(cancelled.cancelToken)).toBe(200);
    await hs.clock.advance(59_999);
    expect(room.events(message.type)).toEqual([]);
    await hs.clock.advance(1);
    expect(room.events(message.type)).toHaveLength(1);
  });
});
