import type { Check } from '../../kit/checks/check.js';
import type { Room } from '../../kit/rooms/room.js';
import { roomPath } from '../../kit/rooms/user.js';
import { delayedEventsCheck } from '../words/delayed-events-check.js';
import type { DelayedEventsContext } from '../words/delayed-events-context.js';
import { ALLOWED, SILENCED, changeLevels } from '../words/power-levels.js';
import { unlessLimited } from '../words/unless-limited.js';
import { untouched } from '../words/untouched.js';

/** What happens in a room while something waits to be sent there, and forbids nobody to send it (DE-SEND-1). */
export const meanwhileChecks: readonly Check[] = [
  delayedEventsCheck({
    id: 'sending.whatever-happens-meanwhile',
    title:
      'what waits is sent whatever happens in its room meanwhile that does not forbid it: new settings, encryption, people and messages',
    requirements: ['DE-SEND-1'],
    needs: { accounts: 2, wait: 3 },
    async run(t) {
      const room = await t.alice.createRoom({ powerLevels: ALLOWED });
      const earlier = await t.alice.send(room, 'm.room.message', t.text('to be redacted'));
      const related = {
        ...t.text('on what is to be redacted'),
        'm.relates_to': { event_id: earlier, rel_type: 'm.reference' },
      };
      const events = [
        await t.schedule(t.alice, room, { delay: t.beats(3) }),
        await t.schedule(t.alice, room, { delay: t.beats(3), stateKey: 'desk' }),
      ];
      const byHand = [
        await t.schedule(t.alice, room, { content: related }),
        // As a call has it for each of its members' devices.
        await t.schedule(t.alice, room, { stateKey: `_${t.bob.userId}_PHONE` }),
      ];
      // How far they have come when the others are due does not matter.
      const undisturbed = await untouched(t, byHand, 'DE-SEND-1');

      for (const [what, happen] of Object.entries(happeningsInRoom(t, room, earlier))) {
        await happen();
        await undisturbed(what);
      }

      const why = 'after all that happened in its room';
      for (const event of byHand) await t.requireSent('DE-SEND-1', event, await t.send(event, 'DE-SEND-1'), why);
      for (const event of events) await t.requireDue('DE-SEND-1', event, why);
    },
  }),

  delayedEventsCheck({
    id: 'sending.whatever-has-happened-to-its-sender',
    title:
      'what waits is sent whatever has happened to its sender that is over when it is due: muted, refused, gone, kicked, banned, renamed, logged out elsewhere',
    requirements: ['DE-SEND-1', 'DE-PERM-1'],
    needs: { accounts: 2, wait: 3 },
    async run(t) {
      const room = await t.alice.createRoom({ members: [t.bob], powerLevels: ALLOWED });
      const waiting = [
        await t.schedule(t.bob, room),
        await t.schedule(t.bob, room, { stateKey: t.uniqueName('desk') }),
      ];
      const undisturbed = {
        'DE-PERM-1': await untouched(t, waiting, 'DE-PERM-1'),
        'DE-SEND-1': await untouched(t, waiting, 'DE-SEND-1'),
      } as const;

      for (const [what, [requirement, happen]] of Object.entries(happeningsToBob(t, room))) {
        await happen();
        await undisturbed[requirement](what);
      }

      const why = 'after all that has happened to its sender';
      for (const event of waiting) await t.requireSent('DE-PERM-1', event, await t.send(event, 'DE-PERM-1'), why);
      const last = await t.schedule(t.bob, room, { delay: t.beats(1) });
      await t.requireDue('DE-SEND-1', last, why);
    },
  }),
];

/** What happens, in words. Where the server does not let it happen, nothing has. */
function happeningsInRoom(
  t: DelayedEventsContext,
  room: Room,
  earlier: string,
): Readonly<Record<string, () => Promise<unknown>>> {
  const set = (type: string, content: Parameters<typeof t.alice.setState>[3]) => () =>
    t.alice.trySetState(room, type, '', content);
  const post = (...parts: readonly string[]): Promise<unknown> =>
    t.alice.request('POST', roomPath(room, ...parts), { json: {} });
  return {
    'a new name of the room': set('m.room.name', { name: t.uniqueName('name') }),
    'encryption was switched on': set('m.room.encryption', { algorithm: 'm.megolm.v1.aes-sha2' }),
    'a new visibility of the history': set('m.room.history_visibility', { history_visibility: 'joined' }),
    'a new rule of who may join': set('m.room.join_rules', { join_rule: 'invite' }),
    'new power levels': () => changeLevels(room, { ...ALLOWED, ban: 60 }),
    'somebody else joined': async () => {
      await t.alice.invite(room, t.bob);
      await t.bob.join(room);
    },
    'a message': () => t.alice.send(room, 'm.room.message', t.text('meanwhile')),
    'the message of another member': () => t.bob.send(room, 'm.room.message', t.text('meanwhile')),
    'state for another key': () => t.alice.trySetState(room, t.stateType, 'sideboard', t.text('meanwhile')),
    'a message was redacted': () =>
      t.alice.request('PUT', roomPath(room, 'redact', earlier, t.uniqueName('txn')), { json: {} }),
    'a read receipt': () => post('receipt', 'm.read', earlier),
    'somebody else left': () => t.bob.leave(room),
    'somebody else was banned': () => t.alice.ban(room, t.bob),
    'the room has gone elsewhere': set('m.room.tombstone', { body: 'moved', replacement_room: room.id }),
  };
}

/** What happens to bob, in words, and is over then; and what is broken where that ends or changes what he has waiting. */
function happeningsToBob(
  t: DelayedEventsContext,
  room: Room,
): Readonly<Record<string, readonly ['DE-PERM-1' | 'DE-SEND-1', () => Promise<unknown>]>> {
  const rejoin = async (): Promise<void> => {
    await t.alice.invite(room, t.bob);
    await t.bob.join(room);
  };
  return {
    'its sender was muted, and may speak again': [
      'DE-PERM-1',
      async () => {
        await changeLevels(room, SILENCED);
        await t.bob.trySend(room, 'm.room.message', t.text('forbidden'));
        await changeLevels(room, ALLOWED);
      },
    ],
    'its sender asked for what is refused': [
      'DE-SEND-1',
      () => t.trySchedule(t.bob, room, { ...t.completed(), delay: -1 }),
    ],
    'its sender has changed their name': [
      'DE-PERM-1',
      () =>
        t.bob.trySetState(room, 'm.room.member', t.bob.userId, {
          membership: 'join',
          displayname: t.uniqueName('bob'),
        }),
    ],
    'another device of its sender has logged out': [
      'DE-SEND-1',
      () =>
        // Where logins are limited, nothing has happened.
        unlessLimited(async () => {
          if (t.bob.account.password === undefined) return;
          await (await t.secondDevice(t.bob)).request('POST', '/_matrix/client/v3/logout', { json: {} });
        }),
    ],
    'its sender had left and come back': [
      'DE-PERM-1',
      async () => {
        await t.bob.leave(room);
        await rejoin();
      },
    ],
    'its sender had left, forgotten the room and come back': [
      'DE-PERM-1',
      async () => {
        await t.bob.leave(room);
        await t.bob.request('POST', roomPath(room, 'forget'), { json: {} });
        await rejoin();
      },
    ],
    'its sender was kicked and has come back': [
      'DE-PERM-1',
      async () => {
        await t.alice.kick(room, t.bob);
        await rejoin();
      },
    ],
    'its sender was banned and has come back': [
      'DE-PERM-1',
      async () => {
        await t.alice.ban(room, t.bob);
        await t.alice.unban(room, t.bob);
        await rejoin();
      },
    ],
  };
}
