import type { MatrixClient } from 'matrix-js-sdk';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { becomes, type ClientsOfOne, clientsOf, inRoom, sdk, textsIn, WAYS } from './matrix-js-sdk.testkit.js';

describe.each(WAYS)('matrix-js-sdk %s', (_, reach) => {
  let server: ClientsOfOne;
  let alice: MatrixClient;
  let bob: MatrixClient;

  beforeEach(async () => {
    server = await clientsOf(reach);
    alice = await server.startedClient('alice');
    bob = await server.startedClient('bob');
  });
  afterEach(() => server.close());

  async function publicRoom(...members: MatrixClient[]): Promise<string> {
    const { room_id: roomId } = await alice.createRoom({ preset: sdk.Preset.PublicChat });
    for (const member of members) {
      await member.joinRoom(roomId);
      await inRoom(member, roomId);
    }
    return roomId;
  }

  test('logs in as who it registered, and is in sync', async () => {
    expect(await alice.whoami()).toMatchObject({ user_id: alice.getUserId(), device_id: alice.getDeviceId() });
    const roomId = await publicRoom(bob);
    await alice.sendTextMessage(roomId, 'hello');
    await becomes(() => textsIn(bob, roomId).at(-1), 'hello');
    await becomes(() => alice.getUser(bob.getUserId() ?? '')?.presence, 'online');
  });

  test('logs in by password on another device, and out again', async () => {
    const roomId = await publicRoom();
    const { access_token: accessToken, ...who } = await server.clientWith().loginRequest({
      type: 'm.login.password',
      identifier: { type: 'm.id.user', user: 'alice' },
      password: 'secret',
    });
    expect(who.user_id).toBe(alice.getUserId());
    expect(who.device_id).not.toBe(alice.getDeviceId());
    const other = server.clientWith({ userId: who.user_id, deviceId: who.device_id, accessToken });
    await server.start(other);
    await inRoom(other, roomId);
    await other.sendTextMessage(roomId, 'from the other one');
    await becomes(() => textsIn(alice, roomId).at(-1), 'from the other one');
    await other.logout(true);
    await expect(other.whoami()).rejects.toMatchObject({ errcode: 'M_UNKNOWN_TOKEN' });
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

    const carol = await server.registered('carol');
    await carol.joinRoom(roomId);
    await server.start(carol);
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
});
