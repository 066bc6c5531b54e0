import type { Suite } from '../../kit/checks/check.js';
import { delayedEventsCheck } from '../words/delayed-events-check.js';
import { ALLOWED, SILENCED, changeLevels, mustBeForbidden } from '../words/power-levels.js';
import { presupposeRoomsOf } from '../words/room-versions.js';
import { accountChecks } from './accounts.checks.js';
import { membershipChecks } from './membership.checks.js';
import { notYetChecks } from './not-yet.checks.js';
import { otherRuleChecks } from './other-rules.checks.js';
import { permissionSequenceChecks } from '../sequences/sequences.checks.js';

/** Whether an event may be sent is judged when it is sent (DE-PERM-1 to DE-PERM-4). */
export const permissionSuite: Suite = {
  revision: 'delayed-events',
  area: 'permission',
  checks: [
    delayedEventsCheck({
      id: 'permission.forbidden-when-due',
      title: 'what was allowed when it was scheduled is not sent if the power levels forbid it when it is due',
      requirements: ['DE-PERM-1'],
      needs: { accounts: 2, wait: 3 },
      async run(t) {
        const room = await t.alice.createRoom({ members: [t.bob], powerLevels: ALLOWED });
        const control = await t.schedule(t.alice, room, { delay: t.beats(3) });
        const message = await t.schedule(t.bob, room, { delay: t.beats(3) });
        const state = await t.schedule(t.bob, room, { delay: t.beats(3), stateKey: 'desk' });
        // Not even what is his own by its key.
        const own = await t.schedule(t.bob, room, { delay: t.beats(3), stateKey: t.bob.userId });

        t.requireInTime(await changeLevels(room, SILENCED), control);
        mustBeForbidden(await t.bob.trySend(room, 'm.room.message', t.text('forbidden')));

        await t.requireDue('DE-SEND-1', control, 'the same by somebody who still may');
        await t.requireNothing('DE-PERM-1', [message, state, own], 'after the power levels were changed to forbid it');
      },
    }),

    delayedEventsCheck({
      id: 'permission.forbidden-when-restarted',
      title: 'what was restarted and is forbidden when it is due is not sent',
      requirements: ['DE-PERM-1'],
      needs: { accounts: 2, wait: 3 },
      async run(t) {
        const room = await t.alice.createRoom({ members: [t.bob], powerLevels: ALLOWED });
        const message = await t.schedule(t.bob, room, { delay: t.beats(2) });
        const state = await t.schedule(t.bob, room, { delay: t.beats(2), stateKey: 'desk' });
        await t.letTimePass(t.beats(1));
        await t.restart(message);
        await t.restart(state);

        t.requireInTime(await changeLevels(room, SILENCED), message);
        mustBeForbidden(await t.bob.trySend(room, 'm.room.message', t.text('forbidden')));

        await t.requireNothing('DE-PERM-1', [message, state], 'after the power levels were changed to forbid it');
      },
    }),

    delayedEventsCheck({
      id: 'permission.forbidden-by-the-send',
      title: 'what was allowed when it was scheduled is not sent by hand if the power levels forbid it then',
      requirements: ['DE-PERM-1'],
      needs: { accounts: 2, silence: true },
      async run(t) {
        const room = await t.alice.createRoom({ members: [t.bob], powerLevels: ALLOWED });
        const control = await t.schedule(t.alice, room);
        const message = await t.schedule(t.bob, room);
        const state = await t.schedule(t.bob, room, { stateKey: 'desk' });
        await changeLevels(room, SILENCED);
        mustBeForbidden(await t.bob.trySend(room, 'm.room.message', t.text('forbidden')));

        // How that is answered is another matter (DE-ACT-11).
        await t.tryAct(t.bob, message, 'send');
        await t.tryAct(t.bob, state, 'send');

        // Nothing but the change of the power levels can have ended it.
        const sending = await t.send(control, 'DE-PERM-1');
        await t.requireSent('DE-ACT-5', control, sending, 'the same by somebody who still may');
        await t.requireNothing('DE-PERM-1', [control, message, state], 'after send of what is forbidden');
      },
    }),

    delayedEventsCheck({
      id: 'permission.forbidden-in-between',
      title: 'what is forbidden for a while, and allowed when it is due, is sent then, and not before',
      requirements: ['DE-PERM-1'],
      needs: { accounts: 2, wait: 3 },
      async run(t) {
        const room = await t.alice.createRoom({ members: [t.bob], powerLevels: ALLOWED });
        const message = await t.schedule(t.bob, room, { delay: t.beats(3) });
        const state = await t.schedule(t.bob, room, { delay: t.beats(3), stateKey: 'desk' });

        await changeLevels(room, SILENCED);
        mustBeForbidden(await t.bob.trySend(room, 'm.room.message', t.text('forbidden')));
        t.requireInTime(await changeLevels(room, ALLOWED), message);

        for (const event of [message, state]) {
          await t.requireDue('DE-PERM-1', event, 'after it was forbidden and allowed again', { early: 'DE-PERM-1' });
        }
      },
    }),

    delayedEventsCheck({
      id: 'permission.failed-stays-failed',
      title: 'what could not be sent when it was due is not sent when it would be allowed again',
      requirements: ['DE-PERM-1'],
      needs: { accounts: 2, wait: 3 },
      async run(t) {
        const room = await t.alice.createRoom({ members: [t.bob], powerLevels: ALLOWED });
        const event = await t.schedule(t.bob, room, { delay: t.beats(2) });
        t.requireInTime(await changeLevels(room, SILENCED), event);
        mustBeForbidden(await t.bob.trySend(room, 'm.room.message', t.text('forbidden')));
        await t.requireNothing('DE-PERM-1', event, 'when what is forbidden was due');

        await changeLevels(room, ALLOWED);

        await t.letTimePass(t.beats(1));
        await t.requireNothing('DE-SEND-4', event, 'after what had failed was allowed again');
      },
    }),

    delayedEventsCheck({
      id: 'permission.creators',
      title:
        'in a room of version 12 the events of its creator are sent, who has all power and stands in no power levels',
      requirements: ['DE-PERM-1'],
      needs: { wait: 2 },
      async run(t) {
        await presupposeRoomsOf(t, '12');
        const room = await t.alice.createRoom({
          version: '12',
          powerLevels: { state_default: 100, events_default: 100 },
        });
        const message = await t.schedule(t.alice, room, { delay: t.beats(2) });
        const state = await t.schedule(t.alice, room, { delay: t.beats(2), stateKey: 'desk' });
        const restarted = await t.schedule(t.alice, room, { delay: t.beats(2), stateKey: 'chair' });
        await t.restart(restarted);

        for (const event of [message, state, restarted]) {
          await t.requireDue('DE-PERM-1', event, 'by the creator of the room');
        }
      },
    }),

    delayedEventsCheck({
      id: 'permission.creators-may-lose-power',
      title: 'where a room lets its creator give power away, what the creator has waiting is judged by what is left',
      requirements: ['DE-PERM-1'],
      needs: { wait: 2 },
      async run(t) {
        await presupposeRoomsOf(t, '11');
        const guarded = t.ownType('guarded');
        const room = await t.alice.createRoom({ version: '11', powerLevels: { events: { [guarded]: 50 } } });
        const message = await t.schedule(t.alice, room, { type: guarded, delay: t.beats(2) });
        const state = await t.schedule(t.alice, room, { type: guarded, stateKey: 'desk', delay: t.beats(2) });
        const free = await t.schedule(t.alice, room, { delay: t.beats(2) });

        const givenAway = await changeLevels(room, { users: {} });

        t.requireInTime(givenAway, message);
        mustBeForbidden(await t.alice.trySend(room, guarded, t.text('forbidden')));
        await t.requireDue('DE-PERM-1', free, 'which anybody may send');
        await t.requireNothing('DE-PERM-1', [message, state], 'what the creator may not send any more');
      },
    }),

    ...notYetChecks,
    ...membershipChecks,
    ...otherRuleChecks,
    ...accountChecks,
    ...permissionSequenceChecks,
  ],
};
