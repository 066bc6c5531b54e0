import type { MatrixClient } from 'matrix-js-sdk';
import type { MatrixRTCSession } from 'matrix-js-sdk/lib/matrixrtc/index.js';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';

import type { RoomEvent } from '../matrix/room-event.js';
import { type ClientsOfOne, clientsOf, inRoom, sdk, WAYS } from './matrix-js-sdk.testkit.js';

const CALL = sdk.EventType.GroupCallMemberPrefix;
const FOCUS = { type: 'livekit', livekit_service_url: 'https://sfu.example', livekit_alias: 'call' };

/** After how long without a sign of life the homeserver lets a member leave, and how often there is one. Milliseconds. */
const [EXPIRY, KEEP_ALIVE] = [8_000, 3_000];

/** The timers that a client uses, without those that sockets stand on. */
const TIMERS = ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'] as const;

/** Joins a call by the membership manager, whose settings have got other names in the meantime. */
function join(session: MatrixRTCSession, client: MatrixClient): void {
  const settings = {
    useNewMembershipManager: true,
    membershipServerSideExpiryTimeout: EXPIRY,
    membershipKeepAlivePeriod: KEEP_ALIVE,
    delayedLeaveEventDelayMs: EXPIRY,
    delayedLeaveEventRestartMs: KEEP_ALIVE,
  };
  const [userId, deviceId] = [client.getUserId(), client.getDeviceId()];
  const newer = session as unknown as { joinRTCSession?(...parts: unknown[]): void };
  if (newer.joinRTCSession === undefined) session.joinRoomSession([FOCUS], FOCUS, settings);
  else newer.joinRTCSession({ userId, deviceId, memberId: `${userId}:${deviceId}` }, [FOCUS], undefined, settings);
}

describe.each(WAYS)('a call of matrix-js-sdk %s', (_, reach) => {
  let server: ClientsOfOne;
  let alice: MatrixClient;
  let bob: MatrixClient;
  let roomId: string;
  let session: MatrixRTCSession;

  beforeEach(async () => {
    vi.useFakeTimers({ toFake: [...TIMERS] });
    server = await clientsOf(reach);
    alice = await server.startedClient('alice');
    bob = await server.startedClient('bob');
    ({ room_id: roomId } = await alice.createRoom({ preset: sdk.Preset.PublicChat }));
    await bob.joinRoom(roomId);
    await inRoom(bob, roomId);
    session = alice.matrixRTC.getRoomSession(await inRoom(alice, roomId));
    join(session, alice);
    await server.clock.advance(2_000);
  });
  afterEach(async () => {
    await server.close();
    vi.useRealTimers();
  });

  const membershipEvents = (): RoomEvent[] =>
    (server.homeserver.matrix.rooms.find(roomId)?.timeline ?? [])
      .map(({ event }) => event)
      .filter(({ type }) => type === CALL);

  /** How many members of the call somebody sees. */
  const seenBy = (client: MatrixClient): number => {
    const events = client.getRoom(roomId)?.currentState.getStateEvents(CALL) ?? [];
    return events.filter((event) => Object.keys(event.getContent()).length > 0).length;
  };

  test('goes on for as long as its client lives, and the leaving comes when it dies', async () => {
    expect(membershipEvents()).toHaveLength(1);
    expect(membershipEvents()[0]?.content).toMatchObject({ application: 'm.call', device_id: alice.getDeviceId() });
    await server.clock.advance(120_000);
    expect(membershipEvents()).toHaveLength(1);
    expect(server.homeserver.waitingEvents()).toHaveLength(1);
    expect(seenBy(bob)).toBe(1);

    server.cutOff(alice);
    const diedAt = server.clock.now();
    await server.clock.advance(EXPIRY);
    const [, left] = membershipEvents();
    expect(left).toMatchObject({ sender: alice.getUserId(), content: {} });
    expect(left?.origin_server_ts).toBeGreaterThan(diedAt + EXPIRY - KEEP_ALIVE - 1_000);
    expect(server.homeserver.waitingEvents()).toEqual([]);
    expect(seenBy(bob)).toBe(0);
  });

  test('is left at once by whoever hangs up, and nothing waits any more', async () => {
    const leaving = session.leaveRoomSession(5_000);
    await server.clock.advance(1_000);
    expect(await leaving).toBe(true);
    expect(membershipEvents().map(({ content }) => Object.keys(content).length > 0)).toEqual([true, false]);
    expect(server.homeserver.waitingEvents()).toEqual([]);
    expect(seenBy(bob)).toBe(0);
  });
});
