import type { Check } from '../../kit/checks/check.js';
import { Inconclusive } from '../../kit/checks/verdict.js';
import type { Room } from '../../kit/rooms/room.js';
import { delayedEventsCheck } from '../words/delayed-events-check.js';
import type { DelayedEventsContext } from '../words/delayed-events-context.js';
import { ALLOWED } from '../words/power-levels.js';

/** How bob comes not to be in a room any more. */
const WAYS: Readonly<Record<string, (t: DelayedEventsContext, room: Room) => Promise<unknown>>> = {
  'who has left': (t, room) => t.bob.leave(room),
  'who was kicked': (t, room) => t.alice.kick(room, t.bob),
  'who was banned': (t, room) => t.alice.ban(room, t.bob),
  'who has left, and is invited again': async (t, room) => {
    await t.bob.leave(room);
    await t.alice.invite(room, t.bob);
  },
};

/** Who is not in the room when an event is sent, and who is again (DE-PERM-3, DE-PERM-1). */
export const membershipChecks: readonly Check[] = [
  delayedEventsCheck({
    id: 'permission.gone-when-due',
    title: 'when it is due nothing is sent for a sender who has left, was kicked, was banned, or is but invited',
    requirements: ['DE-PERM-3'],
    needs: { accounts: 2, wait: 4 },
    run: (t) =>
      inEachWay(t, async (how, leave) => {
        const room = await t.alice.createRoom({ members: [t.bob], powerLevels: ALLOWED });
        const control = await t.schedule(t.alice, room, { delay: t.beats(4) });
        const event = await t.schedule(t.bob, room, { delay: t.beats(4) });
        const state = await t.schedule(t.bob, room, { delay: t.beats(4), stateKey: 'desk' });

        await leave(room);
        t.requireInTime({ sentAt: t.now(), answeredAt: t.now() }, control);

        await t.requireDue('DE-SEND-1', control, 'the same by somebody who is still there');
        await t.requireNothing('DE-PERM-3', [event, state], `for somebody ${how}`);
      }),
  }),

  delayedEventsCheck({
    id: 'permission.gone-by-the-send',
    title: 'by hand nothing is sent for a sender who has left, was kicked, was banned, or is but invited',
    requirements: ['DE-PERM-3'],
    needs: { accounts: 2, silence: true },
    run: (t) =>
      inEachWay(t, async (how, leave) => {
        const room = await t.alice.createRoom({ members: [t.bob] });
        const event = await t.schedule(t.bob, room);
        await leave(room);

        // How that is answered is another matter (DE-ACT-11).
        await t.tryAct(t.bob, event, 'send');

        await t.requireNothing('DE-PERM-3', event, `after send by somebody ${how}`);
      }),
  }),

  delayedEventsCheck({
    id: 'permission.back-when-due',
    title: 'what was scheduled by somebody who has left, and is back when it is due, is sent then, and not before',
    requirements: ['DE-PERM-1'],
    needs: { accounts: 2, wait: 4 },
    async run(t) {
      const room = await t.alice.createRoom({ members: [t.bob] });
      const event = await t.schedule(t.bob, room, { delay: t.beats(4) });

      await t.bob.leave(room);
      await t.alice.invite(room, t.bob);
      t.requireInTime(await t.bob.join(room), event);

      await t.requireDue('DE-PERM-1', event, 'after its sender had left and come back', { early: 'DE-PERM-1' });
    },
  }),

  delayedEventsCheck({
    id: 'permission.another-name-when-due',
    title: 'what was scheduled by somebody who has changed their name since, and so their membership, is sent',
    requirements: ['DE-PERM-1'],
    needs: { accounts: 2, wait: 2 },
    async run(t) {
      const room = await t.alice.createRoom({ members: [t.bob] });
      const event = await t.schedule(t.bob, room, { delay: t.beats(2) });

      const membership = { membership: 'join', displayname: t.uniqueName('bob') };
      t.requireInTime(await t.bob.setState(room, 'm.room.member', t.bob.userId, membership), event);

      await t.requireDue('DE-PERM-1', event, 'after its sender had changed their name');
    },
  }),

  delayedEventsCheck({
    id: 'permission.logging-out',
    title: 'the events of a device that logs out stay, and are sent as its user, or they are dropped',
    requirements: ['Q-LOGOUT'],
    needs: { wait: 3 },
    async run(t) {
      const room = await t.alice.createRoom();
      const phone = await t.secondDevice(t.alice);
      const control = await t.schedule(t.alice, room, { delay: t.beats(3) });
      const event = await t.schedule(phone, room, { delay: t.beats(3) });

      const answer = await phone.request('POST', '/_matrix/client/v3/logout', { json: {} });

      t.requireInTime(answer, event);
      if (!answer.ok) throw new Inconclusive(`the device could not be logged out: ${answer}`);
      await t.requireDue('DE-SEND-1', control, 'what was scheduled by a device that stayed');
      const came = await t.comes(event);
      if (came) await t.requireDue('DE-SEND-1', event, 'what was scheduled by a device that has logged out');
      else if (t.can('a lookup of what is over')) {
        const seen = await t.tryLookup(t.alice, event);
        const isToldAsSent = seen.ok && t.form.read(seen.json ?? null).finalised?.eventId !== undefined;
        const what = 'what was scheduled by a device that has logged out, and never came';
        t.presuppose('DE-GET-7', !isToldAsSent, { what, expected: 'it not to be shown as sent', seen });
      }
      t.observe('Q-LOGOUT', came ? 'stay' : 'dropped');
    },
  }),
];

/** Tells a story of bob once for each way to leave a room, side by side. */
async function inEachWay(
  t: DelayedEventsContext,
  tell: (how: string, leave: (room: Room) => Promise<unknown>) => Promise<void>,
): Promise<void> {
  const stories = Object.entries(WAYS).map(([how, leave]) => tell(how, (room) => leave(t, room)));
  const outcomes = await Promise.allSettled(stories);
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
}
