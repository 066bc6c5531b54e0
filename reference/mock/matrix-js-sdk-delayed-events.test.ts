import type { MatrixClient, UpdateDelayedEventAction } from 'matrix-js-sdk';
import { afterEach, describe, expect, test } from 'vitest';

import { becomes, type ClientsOfOne, clientsOf, inRoom, sdk, textsIn, WAYS } from './matrix-js-sdk.testkit.js';
import type { MockSettings } from './mock-homeserver.js';

const CALL = sdk.EventType.GroupCallMemberPrefix;
const { Restart, Send, Cancel } = sdk.UpdateDelayedEventAction;

/** Acts on a delayed event, in the form that is the newest one to this version. */
async function act(client: MatrixClient, delayId: string, action: UpdateDelayedEventAction): Promise<void> {
  const newer = client as unknown as Record<string, ((delayId: string) => Promise<unknown>) | undefined>;
  const method = `_unstable_${action}ScheduledDelayedEvent`;
  if (newer[method] === undefined) await client._unstable_updateDelayedEvent(delayId, action);
  else await newer[method](delayId);
}

/** Schedules a message by the client's own method. */
async function delayed(client: MatrixClient, roomId: string, body: string, delay = 10_000): Promise<string> {
  const content = { msgtype: sdk.MsgType.Text, body } as const;
  const type = sdk.EventType.RoomMessage;
  return (await client._unstable_sendDelayedEvent(roomId, { delay }, null, type, content)).delay_id;
}

let server: ClientsOfOne;
let alice: MatrixClient;
let bob: MatrixClient;
let roomId: string;

afterEach(() => server.close());

async function inOneRoom(reach: (typeof WAYS)[number][1], settings: MockSettings = {}): Promise<void> {
  server = await clientsOf(reach, settings);
  alice = await server.startedClient('alice');
  bob = await server.startedClient('bob');
  ({ room_id: roomId } = await alice.createRoom({ preset: sdk.Preset.PublicChat }));
  await bob.joinRoom(roomId);
  await inRoom(alice, roomId);
  await inRoom(bob, roomId);
}

const pass = (ms: number): Promise<void> => server.clock.advance(ms);

describe.each(WAYS)('delayed events of matrix-js-sdk %s', (_, reach) => {
  test('are restarted, sent, cancelled, and come by themselves', async () => {
    await inOneRoom(reach);
    const [restarted, sentNow, cancelled] = [
      await delayed(alice, roomId, 'restarted'),
      await delayed(alice, roomId, 'now'),
      await delayed(alice, roomId, 'never'),
    ];
    await pass(9_999);
    await act(alice, restarted, Restart);
    await act(alice, sentNow, Send);
    await act(alice, cancelled, Cancel);
    await becomes(() => textsIn(bob, roomId).at(-1), 'now');
    await pass(9_999);
    await alice.sendTextMessage(roomId, 'in between');
    await becomes(() => textsIn(bob, roomId).slice(-2), ['now', 'in between']);
    await pass(1);
    await becomes(() => textsIn(bob, roomId).slice(-3), ['now', 'in between', 'restarted']);
    await becomes(() => textsIn(alice, roomId).slice(-3), ['now', 'in between', 'restarted']);
  });

  test('go from each to the other', async () => {
    await inOneRoom(reach);
    await delayed(alice, roomId, 'from alice', 1_000);
    await delayed(bob, roomId, 'from bob', 2_000);
    await pass(2_000);
    for (const reader of [alice, bob]) {
      await becomes(() => textsIn(reader, roomId).slice(-2), ['from alice', 'from bob']);
    }
  });

  test('are state events, too', async () => {
    await inOneRoom(reach);
    const userId = String(alice.getUserId());
    const stateOf = (client: MatrixClient): unknown =>
      client.getRoom(roomId)?.currentState.getStateEvents(CALL, userId)?.getContent();
    await alice._unstable_sendDelayedStateEvent(roomId, { delay: 10_000 }, CALL, {}, userId);
    await pass(9_999);
    expect(stateOf(bob)).toBeUndefined();
    await pass(1);
    await becomes(() => stateOf(bob), {});
  });

  test('are listed while they wait', async () => {
    await inOneRoom(reach);
    const delayId = await delayed(alice, roomId, 'later');
    const listed = async (client: MatrixClient): Promise<unknown> => client._unstable_getDelayedEvents();
    expect(await listed(alice)).toMatchObject({ delayed_events: [{ delay_id: delayId, delay: 10_000 }] });
    expect(await listed(bob)).toMatchObject({ delayed_events: [] });
    await pass(10_000);
    expect(await listed(alice)).toMatchObject({ delayed_events: [] });
  });

  test('that are too long, too many or gone are refused in words that the client knows', async () => {
    await inOneRoom(reach, { delayedEvents: { maxDelay: 60_000, maxScheduled: 1 } });
    await expect(delayed(alice, roomId, 'too long', 60_001)).rejects.toMatchObject({
      errcode: 'ORG.MATRIX.MSC4140_DELAY_TOO_LARGE',
    });
    const first = await delayed(alice, roomId, 'first', 60_000);
    const refusal: unknown = await delayed(alice, roomId, 'too many').catch((error: unknown) => error);
    expect(refusal).toMatchObject({ errcode: 'M_LIMIT_EXCEEDED' });
    expect((refusal as InstanceType<typeof sdk.MatrixError>).getRetryAfterMs()).toBe(60_000);
    await act(alice, first, Cancel);
    await expect(act(alice, first, Restart)).rejects.toMatchObject({ errcode: 'M_NOT_FOUND' });
  });

  test('of the older revision come, too, by requests of its own', async () => {
    await inOneRoom(reach);
    const future = async (body: string, query: Record<string, string>): Promise<Record<string, string>> =>
      alice.http.authedRequest(
        sdk.Method.Put,
        `/rooms/${encodeURIComponent(roomId)}/send_future/m.room.message/${body}`,
        query,
        { msgtype: 'm.text', body },
      );
    const use = (token: string | undefined): Promise<unknown> =>
      bob.http.request(sdk.Method.Post, `/futures/${String(token)}`, undefined, {});
    const timed = await future('timed', { future_timeout: '60000' });
    const group = String(timed['future_group_id']);
    const byHand = await future('by-hand', { future_timeout: 'none', future_group_id: group });
    const never = await future('never', { future_timeout: '60000' });
    await pass(59_999);
    await use(timed['refresh_token']);
    await use(never['cancel_token']);
    await pass(59_999);
    await use(byHand['send_token']);
    await pass(60_000);
    await alice.sendTextMessage(roomId, 'end');
    await becomes(() => textsIn(bob, roomId).slice(-2), ['by-hand', 'end']);
    await future('alone', { future_timeout: '1000' });
    await pass(1_000);
    await becomes(() => textsIn(bob, roomId).slice(-2), ['end', 'alone']);
  });
});

const throughMock = WAYS[1][1];

describe('delayed events of matrix-js-sdk, on homeservers that speak of them otherwise', () => {
  test.each(['w0', 'w1', 'w2', 'w3', 'w4', 'w5'] as const)('are understood in the form %s', async (wire) => {
    await inOneRoom(throughMock, { delayedEvents: { wire } });
    const [restarted, sentNow, cancelled] = [
      await delayed(alice, roomId, 'restarted'),
      await delayed(alice, roomId, 'now'),
      await delayed(alice, roomId, 'never'),
    ];
    await pass(9_999);
    await act(alice, restarted, Restart);
    await act(alice, sentNow, Send);
    await act(alice, cancelled, Cancel);
    await pass(10_000);
    await becomes(() => textsIn(bob, roomId).slice(-2), ['now', 'restarted']);
  });

  test('are not asked for where there are only the paths of the accepted text', async () => {
    await inOneRoom(throughMock, { delayedEvents: { wire: 'accepted' } });
    await expect(delayed(alice, roomId, 'later')).rejects.toThrow('does not support the delayed events API');
    expect(server.homeserver.waitingEvents()).toEqual([]);
  });

  // DE-DISC-1 has the flag mean the text's own paths; to this client it means a parameter, which those paths do not know.
  test('are sent at once where the flag stands for the paths of the text alone', async () => {
    await inOneRoom(throughMock, { delayedEvents: { wire: ['accepted', 'accepted-unstable'] } });
    await delayed(alice, roomId, 'was to come later');
    expect(server.homeserver.waitingEvents()).toEqual([]);
    await becomes(() => textsIn(bob, roomId).at(-1), 'was to come later');
  });
});
