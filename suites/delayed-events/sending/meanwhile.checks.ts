import type { Check } from '../../kit/checks/check.js';
import type { Room } from '../../kit/rooms/room.js';
import { roomPath } from '../../kit/rooms/user.js';
import { delayedEventsCheck } from '../words/delayed-events-check.js';
import type { DelayedEventsContext } from '../words/delayed-events-context.js';
import { ALLOWED, changeLevels } from '../words/power-levels.js';
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
      const events = [
        await t.schedule(t.alice, room, { delay: t.beats(3) }),
        await t.schedule(t.alice, room, { delay: t.beats(3), stateKey: 'desk' }),
      ];
      const byHand = await t.schedule(t.alice, room);
      // How far it has come when the others are due does not matter.
      const undisturbed = await untouched(t, [byHand], 'DE-SEND-1');

      for (const [what, happen] of Object.entries(happenings(t, room, earlier))) {
        await happen();
        await undisturbed(what);
      }

      await t.requireSent(
        'DE-SEND-1',
        byHand,
        await t.send(byHand, 'DE-SEND-1'),
        'after all that happened in its room',
      );
      for (const event of events) await t.requireDue('DE-SEND-1', event, 'after all that happened in its room');
    },
  }),
];

/** What happens, in words. Where the server does not let it happen, nothing has. */
function happenings(
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
