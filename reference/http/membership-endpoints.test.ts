import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { createHomeserver, type Homeserver } from '../homeserver.js';
import { virtualClock } from '../time/virtual-clock.js';
import { testUser, type TestUser } from './client.testkit.js';

let server: Homeserver;
let alice: TestUser;
let bob: TestUser;
let carol: TestUser;

beforeEach(async () => {
  server = createHomeserver({ clock: virtualClock() });
  alice = await testUser(server, 'alice');
  bob = await testUser(server, 'bob');
  carol = await testUser(server, 'carol');
});
afterEach(() => server.close());

async function membership(roomId: string, user: TestUser): Promise<unknown> {
  const answer = await alice.get(`/rooms/${roomId}/state/m.room.member/${user.userId}`);
  return (answer.body as { membership?: string }).membership;
}

describe('joining', () => {
  test('a public room is open to everybody, by either path', async () => {
    const roomId = await alice.createRoom({ preset: 'public_chat' });
    expect((await bob.post(`/join/${roomId}`)).body).toEqual({ room_id: roomId });
    expect((await carol.post(`/rooms/${roomId}/join`)).body).toEqual({ room_id: roomId });
    expect(await membership(roomId, bob)).toBe('join');
    expect(await membership(roomId, carol)).toBe('join');
  });

  test('a private room is open to those who are invited', async () => {
    const roomId = await alice.createRoom({ preset: 'private_chat', invite: [bob.userId] });
    expect((await carol.post(`/join/${roomId}`)).body).toMatchObject({ errcode: 'M_FORBIDDEN' });
    expect((await bob.post(`/join/${roomId}`)).status).toBe(200);
  });

  test('joining again changes nothing', async () => {
    const roomId = await alice.createRoom();
    const { next_batch: since } = await alice.sync();
    expect((await alice.post(`/join/${roomId}`)).status).toBe(200);
    expect((await alice.sync({ since })).next_batch).toBe(since);
  });

  test('an alias leads to its room', async () => {
    const roomId = await alice.createRoom({ preset: 'public_chat', room_alias_name: 'lounge' });
    const answer = await bob.post(`/join/${encodeURIComponent('#lounge:localhost')}`);
    expect(answer.body).toEqual({ room_id: roomId });
  });

  test('nobody can join for somebody else', async () => {
    const roomId = await alice.createRoom({ preset: 'public_chat' });
    const answer = await alice.put(`/rooms/${roomId}/state/m.room.member/${bob.userId}`, { membership: 'join' });
    expect(answer.status).toBe(403);
  });

  test('a restricted room is open to the members of the room that it trusts, and to nobody who claims so', async () => {
    const club = await alice.createRoom({ invite: [bob.userId] });
    await bob.post(`/join/${club}`);
    const roomId = await alice.createRoom({
      initial_state: [
        {
          type: 'm.room.join_rules',
          content: { join_rule: 'restricted', allow: [{ type: 'm.room_membership', room_id: club }] },
        },
      ],
    });
    const forged = { membership: 'join', join_authorised_via_users_server: alice.userId };
    expect((await carol.put(`/rooms/${roomId}/state/m.room.member/${carol.userId}`, forged)).status).toBe(403);
    expect((await bob.post(`/join/${roomId}`)).status).toBe(200);
  });
});

describe('removing others', () => {
  test('kick, ban and unban need power over the other', async () => {
    const roomId = await alice.createRoom({ preset: 'public_chat' });
    await bob.post(`/join/${roomId}`);
    await carol.post(`/join/${roomId}`);
    for (const change of ['kick', 'ban']) {
      expect((await bob.post(`/rooms/${roomId}/${change}`, { user_id: carol.userId })).status).toBe(403);
      expect((await bob.post(`/rooms/${roomId}/${change}`, { user_id: alice.userId })).status).toBe(403);
    }
    expect((await alice.post(`/rooms/${roomId}/kick`, { user_id: bob.userId, reason: 'loud' })).status).toBe(200);
    expect((await alice.get(`/rooms/${roomId}/state/m.room.member/${bob.userId}`)).body).toEqual({
      membership: 'leave',
      reason: 'loud',
    });

    expect((await alice.post(`/rooms/${roomId}/ban`, { user_id: bob.userId })).status).toBe(200);
    expect((await bob.post(`/join/${roomId}`)).status).toBe(403);
    expect((await alice.post(`/rooms/${roomId}/invite`, { user_id: bob.userId })).status).toBe(403);
    expect((await alice.post(`/rooms/${roomId}/unban`, { user_id: bob.userId })).status).toBe(200);
    expect((await bob.post(`/join/${roomId}`)).status).toBe(200);
  });

  test('only members can be kicked, and only the banned unbanned', async () => {
    const roomId = await alice.createRoom();
    expect((await alice.post(`/rooms/${roomId}/kick`, { user_id: bob.userId })).status).toBe(403);
    expect((await alice.post(`/rooms/${roomId}/unban`, { user_id: bob.userId })).status).toBe(403);
  });
});

describe('leaving', () => {
  test('who has left cannot send, and sees the room as it was then', async () => {
    const roomId = await alice.createRoom({ preset: 'public_chat', topic: 'before' });
    await bob.post(`/join/${roomId}`);
    expect((await bob.post(`/rooms/${roomId}/leave`)).status).toBe(200);
    await alice.put(`/rooms/${roomId}/state/m.room.topic`, { topic: 'after' });
    await alice.say(roomId, 'behind your back');

    expect((await bob.put(`/rooms/${roomId}/send/m.room.message/1`, { body: 'x' })).status).toBe(403);
    expect((await bob.get(`/rooms/${roomId}/state/m.room.topic`)).body).toEqual({ topic: 'before' });
    expect(JSON.stringify((await bob.get(`/rooms/${roomId}/messages?dir=b&limit=100`)).body)).not.toContain('behind');
    expect((await bob.get('/joined_rooms')).body).toEqual({ joined_rooms: [] });
  });

  test('a forgotten room is gone, until the user comes back', async () => {
    const roomId = await alice.createRoom({ preset: 'public_chat' });
    await bob.post(`/join/${roomId}`);
    expect((await bob.post(`/rooms/${roomId}/forget`)).body).toMatchObject({ errcode: 'M_UNKNOWN' });
    await bob.post(`/rooms/${roomId}/leave`);
    expect((await bob.get(`/rooms/${roomId}/messages?dir=b`)).status).toBe(200);
    expect((await bob.post(`/rooms/${roomId}/forget`)).status).toBe(200);
    expect((await bob.get(`/rooms/${roomId}/messages?dir=b`)).status).toBe(403);
    await bob.post(`/join/${roomId}`);
    expect((await bob.get(`/rooms/${roomId}/messages?dir=b`)).status).toBe(200);
  });

  test('an invitation can be declined, which shows nothing of the room', async () => {
    const roomId = await alice.createRoom({ invite: [bob.userId], topic: 'secret' });
    const { next_batch: since } = await bob.sync();
    expect((await bob.post(`/rooms/${roomId}/leave`)).status).toBe(200);
    const answer = await bob.sync({ since });
    expect(answer).toMatchObject({ rooms: { leave: { [roomId]: { state: { events: [] } } } } });
    expect(JSON.stringify(answer)).not.toContain('secret');
    expect((await bob.get(`/rooms/${roomId}/messages?dir=b`)).status).toBe(403);
  });
});

describe('knocking', () => {
  const knockable = { initial_state: [{ type: 'm.room.join_rules', content: { join_rule: 'knock' } }] };

  test('asks to be let in, with the profile and the reason', async () => {
    const roomId = await alice.createRoom({ ...knockable, room_alias_name: 'club' });
    const { next_batch: since } = await alice.sync();
    const answer = await bob.post(`/knock/${encodeURIComponent('#club:localhost')}`, { reason: 'please' });
    expect([answer.status, answer.body]).toEqual([200, { room_id: roomId }]);
    const content = { membership: 'knock', displayname: 'bob', reason: 'please' };
    expect((await alice.get(`/rooms/${roomId}/state/m.room.member/${bob.userId}`)).body).toEqual(content);
    expect(await alice.sync({ since })).toMatchObject({
      rooms: { join: { [roomId]: { timeline: { events: [{ sender: bob.userId, content }] } } } },
    });
    expect(await bob.sync()).toMatchObject({ rooms: { knock: { [roomId]: {} } } });

    await alice.post(`/rooms/${roomId}/invite`, { user_id: bob.userId });
    expect((await bob.post(`/join/${roomId}`)).status).toBe(200);
  });

  test('can be taken back, and refused', async () => {
    const roomId = await alice.createRoom(knockable);
    await bob.post(`/knock/${roomId}`);
    expect((await bob.post(`/rooms/${roomId}/leave`)).status).toBe(200);
    expect(await membership(roomId, bob)).toBe('leave');
    await bob.post(`/knock/${roomId}`);
    expect((await alice.post(`/rooms/${roomId}/kick`, { user_id: bob.userId })).status).toBe(200);
    expect(await membership(roomId, bob)).toBe('leave');
  });

  test('works where the room takes knocks, and for those who are outside and not banned', async () => {
    const closed = await alice.createRoom();
    expect((await bob.post(`/knock/${closed}`)).body).toMatchObject({ errcode: 'M_FORBIDDEN' });
    const roomId = await alice.createRoom({ ...knockable, invite: [bob.userId] });
    expect((await alice.post(`/knock/${roomId}`)).status).toBe(403);
    expect((await bob.post(`/knock/${roomId}`)).status).toBe(403);
    await alice.post(`/rooms/${roomId}/ban`, { user_id: bob.userId });
    expect((await bob.post(`/knock/${roomId}`)).status).toBe(403);
    expect((await bob.post('/knock/!none:localhost')).body).toMatchObject({ errcode: 'M_NOT_FOUND' });
    expect((await bob.post(`/knock/${encodeURIComponent('#none:localhost')}`)).status).toBe(404);
  });
});

describe('strangers', () => {
  test('learn nothing of a room, not even whether it exists', async () => {
    const roomId = await alice.createRoom({ topic: 'secret' });
    const eventId = await alice.say(roomId, 'secret');
    for (const path of [
      'state',
      'state/m.room.topic',
      'messages?dir=b',
      'members',
      'joined_members',
      `event/${eventId}`,
      `context/${eventId}`,
    ]) {
      const real = await bob.get(`/rooms/${roomId}/${path}`);
      const unreal = await bob.get(`/rooms/!none:localhost/${path}`);
      expect([real.status, real.body]).toEqual([unreal.status, unreal.body]);
      expect(real.status).toBe(path.startsWith('event/') ? 404 : 403);
    }
    for (const path of ['send/m.room.message/1', 'state/m.room.topic', `typing/${bob.userId}`]) {
      expect((await bob.put(`/rooms/${roomId}/${path}`, { typing: true })).status).toBe(403);
    }
    expect((await bob.post(`/rooms/${roomId}/receipt/m.read/${eventId}`)).status).toBe(403);
    expect((await bob.post(`/rooms/${roomId}/kick`, { user_id: alice.userId })).body).toEqual(
      (await bob.post(`/rooms/${roomId}/kick`, { user_id: carol.userId })).body,
    );
  });

  test('read along in rooms that the world can read', async () => {
    const roomId = await alice.createRoom({
      initial_state: [{ type: 'm.room.history_visibility', content: { history_visibility: 'world_readable' } }],
    });
    await alice.say(roomId, 'hello world');
    expect(JSON.stringify((await bob.get(`/rooms/${roomId}/messages?dir=b`)).body)).toContain('hello world');
    expect((await bob.get(`/rooms/${roomId}/joined_members`)).status).toBe(403);
  });
});

describe('guests', () => {
  test('may join where guests are admitted, and make no rooms', async () => {
    const guest = await server.handle(
      new Request('http://hs/_matrix/client/v3/register?kind=guest', { method: 'POST', body: '{}' }),
    );
    const { access_token: token } = (await guest.json()) as { access_token: string };
    const open = await alice.createRoom({
      preset: 'public_chat',
      initial_state: [{ type: 'm.room.guest_access', content: { guest_access: 'can_join' } }],
    });
    const closed = await alice.createRoom({ preset: 'public_chat' });
    const post = async (path: string): Promise<Response> =>
      server.handle(
        new Request(`http://hs/_matrix/client/v3${path}`, {
          method: 'POST',
          body: '{}',
          headers: { authorization: `Bearer ${token}` },
        }),
      );
    expect((await post(`/join/${open}`)).status).toBe(200);
    for (const path of [`/join/${closed}`, '/createRoom']) {
      const refused = await post(path);
      expect(refused.status).toBe(403);
      expect(await refused.json()).toMatchObject({ errcode: 'M_GUEST_ACCESS_FORBIDDEN' });
    }
  });
});
