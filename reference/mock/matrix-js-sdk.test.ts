import { pathToFileURL } from 'node:url';

import type * as Sdk from 'matrix-js-sdk';
import type { ICreateClientOpts, MatrixClient } from 'matrix-js-sdk';
import { setupServer } from 'msw/node';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';

import { createHomeserver, type Homeserver } from '../homeserver.js';
import { mockHomeserver } from './mock-homeserver.js';
import { virtualClock, type VirtualClock } from '../time/virtual-clock.js';

/** The folder of another version of matrix-js-sdk, to see whether that one gets along with the homeserver, too. */
const OTHER_VERSION = process.env['MATRIX_JS_SDK'];

// Later versions expect a Node that has this.
(Promise as { withResolvers?: unknown }).withResolvers ??= function withResolvers(): unknown {
  const parts: Record<string, unknown> = {};
  parts['promise'] = new Promise((resolve, reject) => Object.assign(parts, { resolve, reject }));
  return parts;
};

// It tells everything that it does.
for (const level of ['trace', 'debug', 'info', 'log', 'warn', 'error'] as const) {
  vi.spyOn(console, level).mockImplementation(() => undefined);
}

const sdk = (await import(
  OTHER_VERSION === undefined ? 'matrix-js-sdk' : pathToFileURL(`${OTHER_VERSION}/lib/index.js`).href
)) as typeof Sdk;

/** Every version so far schedules by a query parameter, and acts by a body or by a path. */
const SPOKEN_BY_CLIENTS = { wire: 'w5' } as const;

/** Acts on a delayed event, in the form that is the newest one to this version. */
async function act(client: MatrixClient, delayId: string, action: Sdk.UpdateDelayedEventAction): Promise<void> {
  const newer = client as unknown as Record<string, ((delayId: string) => Promise<unknown>) | undefined>;
  const method = `_unstable_${action}ScheduledDelayedEvent`;
  if (newer[method] === undefined) await client._unstable_updateDelayedEvent(delayId, action);
  else await newer[method](delayId);
}

/** How clients reach the homeserver: where it is, and how to let go of it. */
interface Reached {
  readonly baseUrl: string;
  readonly homeserver: Homeserver;
  readonly clock: VirtualClock;
  close(): Promise<void>;
}

async function onPort(): Promise<Reached> {
  const clock = virtualClock();
  const homeserver = createHomeserver({ clock, delayedEvents: SPOKEN_BY_CLIENTS });
  const listening = await homeserver.listen();
  return { baseUrl: listening.url, homeserver, clock, close: () => listening.close() };
}

async function throughMock(): Promise<Reached> {
  const baseUrl = 'https://hs.example';
  const { handlers, homeserver, clock } = mockHomeserver({ url: baseUrl, delayedEvents: SPOKEN_BY_CLIENTS });
  const network = setupServer(...handlers);
  network.listen({ onUnhandledRequest: 'error' });
  return { baseUrl, homeserver, clock, close: async () => network.close() };
}

describe.each([
  ['on a port', onPort],
  ['through the msw mock', throughMock],
])('matrix-js-sdk %s', (_, reach) => {
  let clock: VirtualClock;
  let server: Reached;
  let alice: MatrixClient;
  let bob: MatrixClient;
  const clients: MatrixClient[] = [];

  beforeEach(async () => {
    server = await reach();
    ({ clock } = server);
    alice = await startedClient('alice');
    bob = await startedClient('bob');
  });
  afterEach(async () => {
    for (const client of clients.splice(0)) client.stopClient();
    server.homeserver.close();
    await server.close();
  });

  const clientWith = (options: Partial<ICreateClientOpts>): MatrixClient =>
    sdk.createClient({ baseUrl: server.baseUrl, ...options });

  /** Registers as clients do, by the stages that the server asks for. */
  async function registered(username: string): Promise<MatrixClient> {
    const anonymous = clientWith({});
    const stages = new sdk.InteractiveAuth({
      matrixClient: anonymous,
      doRequest: (auth) =>
        anonymous.registerRequest({ username, password: 'secret', ...(auth === null ? {} : { auth }) }),
      stateUpdated: () => expect.fail('there is a stage that takes more than a click'),
      requestEmailToken: () => Promise.reject(new Error('there is no stage by email')),
    });
    const { user_id: userId, access_token: accessToken, device_id: deviceId } = await stages.attemptAuth();
    return clientWith({ userId, accessToken: accessToken ?? '', deviceId: deviceId ?? '' });
  }

  async function start(client: MatrixClient): Promise<void> {
    clients.push(client);
    await client.startClient({ threadSupport: true, initialSyncLimit: 5 });
    await expect.poll(() => client.isInitialSyncComplete(), { timeout: 30_000 }).toBe(true);
  }

  async function startedClient(username: string): Promise<MatrixClient> {
    const client = await registered(username);
    await start(client);
    return client;
  }

  const becomes = (value: () => unknown, expected: unknown): Promise<void> =>
    expect.poll(value, { timeout: 30_000 }).toEqual(expected);

  async function publicRoom(...members: MatrixClient[]): Promise<string> {
    const { room_id: roomId } = await alice.createRoom({ preset: sdk.Preset.PublicChat });
    for (const member of members) {
      await member.joinRoom(roomId);
      await becomes(() => member.getRoom(roomId)?.getMyMembership(), 'join');
    }
    return roomId;
  }

  const textsIn = (client: MatrixClient, roomId: string): unknown[] =>
    (client.getRoom(roomId)?.getLiveTimeline().getEvents() ?? []).map((event) => event.getContent()['body']);

  test('logs in as who it registered, and is in sync', async () => {
    expect(await alice.whoami()).toMatchObject({ user_id: alice.getUserId(), device_id: alice.getDeviceId() });
    const roomId = await publicRoom(bob);
    await alice.sendTextMessage(roomId, 'hello');
    await becomes(() => textsIn(bob, roomId).at(-1), 'hello');
    await becomes(() => alice.getUser(bob.getUserId() ?? '')?.presence, 'online');
  });

  test.each([
    ['declined', (roomId: string) => bob.leave(roomId)],
    ['withdrawn', (roomId: string) => alice.kick(roomId, bob.getUserId() ?? '')],
    ['overtaken by a ban', (roomId: string) => alice.ban(roomId, bob.getUserId() ?? '')],
  ])('sees an invitation go away that was %s', async (_way, end) => {
    const { room_id: roomId } = await alice.createRoom({ invite: [bob.getUserId() ?? ''] });
    await becomes(() => bob.getRoom(roomId)?.getMyMembership(), 'invite');
    await end(roomId);
    await becomes(() => ['leave', 'ban'].includes(bob.getRoom(roomId)?.getMyMembership() ?? ''), true);
  });

  test('sees threads as they grow, and those from before it came', async () => {
    const roomId = await publicRoom(bob);
    const { event_id: rootId } = await alice.sendTextMessage(roomId, 'root');
    await bob.sendTextMessage(roomId, rootId, 'first');
    await becomes(() => alice.getRoom(roomId)?.getThread(rootId)?.replyToEvent?.getContent()['body'], 'first');
    await alice.sendTextMessage(roomId, rootId, 'second');
    await becomes(() => bob.getRoom(roomId)?.getThread(rootId)?.length, 2);
    for (let i = 0; i < 6; i += 1) await alice.sendTextMessage(roomId, `${i}`);

    const carol = await registered('carol');
    await carol.joinRoom(roomId);
    await start(carol);
    const room = carol.getRoom(roomId);
    await room?.createThreadsTimelineSets();
    await room?.fetchRoomThreads();
    await becomes(() => room?.getThread(rootId)?.length, 2);
    expect(room?.getThread(rootId)?.replyToEvent?.getContent()).toMatchObject({ body: 'second' });
    expect(room?.getThread(rootId)?.hasCurrentUserParticipated).toBe(false);
    if (room !== null) await carol.scrollback(room, 100);
    expect(textsIn(carol, roomId)).toContain('root');
    const { events } = await carol.relations(roomId, rootId, sdk.RelationType.Thread, null);
    expect(events.map((event) => event.getContent()['body'])).toEqual(['second', 'first']);
  });

  test('sees edits and redactions', async () => {
    const roomId = await publicRoom(bob);
    const { event_id: eventId } = await alice.sendTextMessage(roomId, 'tea');
    const content = { msgtype: sdk.MsgType.Text, body: 'coffee' } as const;
    await alice.sendMessage(roomId, {
      ...content,
      'm.new_content': content,
      'm.relates_to': { rel_type: sdk.RelationType.Replace, event_id: eventId },
    });
    const shown = (): unknown => bob.getRoom(roomId)?.findEventById(eventId)?.getContent()['body'];
    await becomes(shown, 'coffee');
    await alice.redactEvent(roomId, eventId);
    await becomes(() => bob.getRoom(roomId)?.findEventById(eventId)?.isRedacted(), true);
  });

  test('sees a future when its time has come, and not before', async () => {
    const roomId = await publicRoom(bob);
    const path = `/rooms/${encodeURIComponent(roomId)}/send_future/m.room.message/t1`;
    const body = { msgtype: 'm.text', body: 'later' };
    const answer = await alice.http.authedRequest<object>(sdk.Method.Put, path, { future_timeout: '60000' }, body);
    expect(answer).toHaveProperty('cancel_token');
    clock.advanceTo(clock.now() + 59_999);
    await alice.sendTextMessage(roomId, 'sooner');
    await becomes(() => textsIn(bob, roomId).at(-1), 'sooner');
    clock.advanceTo(clock.now() + 1);
    await becomes(() => textsIn(bob, roomId).slice(-2), ['sooner', 'later']);
  });

  test('restarts, sends and cancels delayed events by its own methods', async () => {
    const roomId = await publicRoom(bob);
    const delayed = async (body: string): Promise<string> => {
      const content = { msgtype: sdk.MsgType.Text, body } as const;
      const answer = await alice._unstable_sendDelayedEvent(
        roomId,
        { delay: 10_000 },
        null,
        sdk.EventType.RoomMessage,
        content,
      );
      return answer.delay_id;
    };
    const [restarted, sentNow, cancelled] = [await delayed('restarted'), await delayed('now'), await delayed('never')];
    clock.advanceTo(clock.now() + 9_999);
    await act(alice, restarted, sdk.UpdateDelayedEventAction.Restart);
    await act(alice, sentNow, sdk.UpdateDelayedEventAction.Send);
    await act(alice, cancelled, sdk.UpdateDelayedEventAction.Cancel);
    await becomes(() => textsIn(bob, roomId).at(-1), 'now');
    clock.advanceTo(clock.now() + 9_999);
    await alice.sendTextMessage(roomId, 'in between');
    await becomes(() => textsIn(bob, roomId).slice(-2), ['now', 'in between']);
    clock.advanceTo(clock.now() + 1);
    await becomes(() => textsIn(bob, roomId).slice(-3), ['now', 'in between', 'restarted']);
  });
});
