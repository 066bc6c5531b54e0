import type { Answer } from '../../kit/connection/answer.js';
import type { Check } from '../../kit/checks/check.js';
import type { Room } from '../../kit/rooms/room.js';
import type { User } from '../../kit/rooms/user.js';
import type { Future } from '../words/future.js';
import { futuresCheck } from '../words/futures-check.js';
import type { FuturesContext } from '../words/futures-context.js';
import { changeLevels, mustBeForbidden, scheduleForbidden } from '../words/power-levels.js';

/** What the text leaves open about power, membership and devices. */
export const permissionQuestions: readonly Check[] = [
  futuresCheck({
    id: 'permission.forbidden-call',
    title: 'calling the send token of what is forbidden discards the future, leaves it, or drops it silently',
    requirements: ['Q-FORBIDDEN-SEND'],
    needs: { accounts: 2 },
    async run(t) {
      const room = await t.alice.createRoom({ members: [t.bob], powerLevels: { events_default: 50 } });
      const future = await scheduleForbidden(t, t.bob, room, {});
      mustBeForbidden(await t.bob.trySend(room, future.type, t.text('forbidden')));

      const answer = await t.callToken(future.sendToken);

      t.presupposeComposure(answer, 'calling the send token of what is forbidden');
      await t.requireNothing('POWER-3', future, 'after the send token of what is forbidden was called');
      await changeLevels(room, { events_default: 0 });
      const again = await t.callToken(future.sendToken);
      if (again.ok) {
        await t.requireSent('TOKEN-2', future, again, 'its send token was accepted once it was allowed');
      } else {
        await t.requireUnlisted('LIST-5', future, 'after its send token was refused though its event is allowed');
      }
      t.observe('Q-FORBIDDEN-SEND', readingOfForbiddenSend(answer.status, again.ok));
    },
  }),

  futuresCheck({
    id: 'permission.rest-of-a-failed-group',
    title: 'when a timer runs out and its event is refused, the rest of the group stays or is discarded',
    requirements: ['Q-FORBIDDEN-GROUP'],
    needs: { accounts: 2, wait: 4, pending: 5 },
    async run(t) {
      const room = await t.alice.createRoom({ members: [t.bob] });
      mustBeForbidden(await t.bob.trySetState(room, t.stateType, '', t.text('forbidden')));
      const later = await t.message(t.bob, room, { timeout: t.beats(3) });
      await scheduleForbidden(t, t.bob, room, { stateKey: 'timed', group: later.group, timeout: t.beats(1) });
      const only = await scheduleForbidden(t, t.bob, room, { stateKey: 'orphan', timeout: t.beats(1) });
      const action = await t.action(t.bob, room, only.group);
      const control = await t.message(t.alice, room, { timeout: t.beats(3) });

      await t.requireDue('GROUP-10', control, 'a message future of another user, scheduled last');
      const timed = await t.comes(later);
      const answer = await t.callToken(action.sendToken);
      if (answer.ok) await t.requireSent('TOKEN-2', action, answer, 'an action of a group without timeout futures');
      t.observe('Q-FORBIDDEN-GROUP', readingOfForbiddenGroup(timed, answer.ok));
      if (!timed) await t.requireUnlisted('GROUP-10', later, 'after it was due and did not come');
    },
  }),

  futuresCheck({
    id: 'permission.leaving-and-coming-back',
    title: 'the future of a sender who leaves and is back before the timeout is sent, or discarded on leaving',
    requirements: ['Q-LEAVE'],
    needs: { accounts: 2, wait: 3 },
    async run(t) {
      const room = await t.alice.createRoom({ members: [t.bob] });
      const control = await t.message(t.alice, room, { timeout: t.beats(3) });
      const future = await t.message(t.bob, room, { timeout: t.beats(3) });

      await t.bob.leave(room);
      await t.alice.invite(room, t.bob);
      t.requireInTime(await t.bob.join(room), future);

      await t.requireDue('GROUP-10', control, 'a future of somebody who stayed, scheduled alike');
      const came = await t.comes(future);
      t.observe('Q-LEAVE', came ? 'sent' : 'discarded');
      if (came) return;
      await t.presupposeGone(future, 'after its sender left');
      await t.requireUnlisted('LIST-5', future, 'after its sender left and it did not come');
    },
  }),

  futuresCheck({
    id: 'permission.staying-in-the-room',
    title: 'the future of a sender who stays is sent, whoever leaves, and whatever else its sender leaves',
    requirements: ['GROUP-10'],
    needs: { accounts: 2, wait: 3 },
    async run(t) {
      const room = await t.alice.createRoom({ members: [t.bob] });
      const elsewhere = await t.alice.createRoom();
      const future = await t.message(t.alice, room, { timeout: t.beats(3) });
      const { userId } = t.alice;

      await t.bob.leave(room);
      await t.alice.leave(elsewhere);
      await t.alice.setState(room, 'm.room.member', userId, { membership: 'join', displayname: 'Alice by now' });
      await t.alice.setState(room, 'org.example.desk', userId, { membership: 'leave' });
      t.requireInTime(await t.alice.trySend(room, 'm.room.message', t.text('still here')), future);

      await t.requireDue('GROUP-10', future, 'its sender has been in the room all the time');
    },
  }),

  futuresCheck({
    id: 'permission.logging-out',
    title: 'futures of a device that logs out stay, or are dropped',
    requirements: ['Q-LOGOUT'],
    needs: { wait: 3 },
    async run(t) {
      const room = await t.alice.createRoom();
      const phone = await t.secondDevice(t.alice);
      const control = await t.message(t.alice, room, { timeout: t.beats(3) });
      const future = await t.message(phone, room, { timeout: t.beats(3) });

      const answer = await logOut(phone);

      t.requireInTime(answer, future);
      if (!answer.ok) {
        if (await stumblesOverFutures(t, room, [control, future]))
          t.presupposeComposure(answer, 'logging out a device that has scheduled a future');
        t.notApplicable(`the device could not be logged out: ${answer}`);
      }
      await t.requireDue('GROUP-10', control, 'a future of the device that stayed, scheduled alike');
      const came = await t.comes(future);
      t.observe('Q-LOGOUT', came ? 'stay' : 'dropped');
      if (came) return;
      const hers = { ...future, by: t.alice };
      await t.presupposeGone(hers, 'after its device logged out');
      await t.requireUnlisted('LIST-5', hers, 'after its device logged out');
    },
  }),
];

/** Whether no device can be logged out that has scheduled a future, and one can as soon as the futures are gone. */
async function stumblesOverFutures(t: FuturesContext, room: Room, futures: readonly Future[]): Promise<boolean> {
  const tablet = await t.secondDevice(t.alice);
  const another = await t.message(tablet, room);
  const again = await logOut(tablet);
  for (const { answer } of [another, ...futures]) await t.withdraw(answer);
  return again.status >= 500 && (await logOut(await t.secondDevice(t.alice))).ok;
}

function logOut(device: User): Promise<Answer> {
  return device.request('POST', '/_matrix/client/v3/logout', { json: {} });
}

function readingOfForbiddenSend(status: number, sendable: boolean): string {
  if (status === 200) return sendable ? 'other: 200 and nothing sent, the future stays' : '200-dropped';
  if (sendable) return 'stays';
  return status === 403 ? '403-discarded' : `other: ${status}, the future is discarded`;
}

function readingOfForbiddenGroup(timedStays: boolean, orphanStays: boolean): string {
  if (timedStays) return orphanStays ? 'sendable' : 'stays-timed';
  return orphanStays ? 'other: discarded while a timeout future is left, else sendable' : 'discarded';
}
