import type { Check } from '../../kit/checks/check.js';
import { restartTimer } from '../../scheduled-events/scheduled-event.js';
import { delayedEventsCheck } from '../words/delayed-events-check.js';
import { callRoom, joinCall, requireInCall, requireLeft } from './call.js';

/** Several parties to one event: delegates, and devices. */
export const partyChecks: readonly Check[] = [
  delayedEventsCheck({
    id: 'use-cases.delegate',
    title:
      'a delegate that knows nothing but a delay_id keeps a call alive and ends it where that is allowed, or nothing',
    requirements: ['DE-ACT-1'],
    needs: { wait: 5 },
    async run(t) {
      const room = await callRoom(t);
      const leave = await joinCall(t, t.alice, room, t.beats(3));
      const delegated = { token: null } as const;
      const begun = t.now();

      if (t.can('actions of the owner alone')) {
        for (const action of ['restart', 'send', 'cancel'] as const) {
          const answer = await t.tryAct(t.alice, leave, action, delegated);
          const wanted = { status: 401, errcodes: ['M_MISSING_TOKEN'] };
          t.requireRefused('DE-ACT-1', answer, wanted, `${action} by a delegate without an access token`);
        }
        await requireInCall(t, 'DE-ACT-1', leave);
        await requireLeft(t, 'DE-ACT-1', leave, 'after a delegate tried all actions in vain');
        return;
      }
      for (const moment of [1, 2]) {
        await t.onSchedule(begun + t.beats(moment));
        const answer = await t.tryAct(t.alice, leave, 'restart', delegated);
        t.requireInTime(answer, leave);
        t.requireAcceptance('DE-ACT-1', answer, 'restart by a delegate');
        restartTimer(leave, answer, leave.delay);
      }
      await t.onSchedule(begun + t.beats(3.5));
      await requireInCall(t, 'DE-ACT-1', leave);
      const disconnected = await t.tryAct(t.alice, leave, 'send', delegated);
      t.requireInTime(disconnected, leave);
      t.requireAcceptance('DE-ACT-1', disconnected, 'send by a delegate');
      await t.requireSent('DE-ACT-1', leave, disconnected, 'when the delegate saw the connection lost');
      await t.requireNothing('DE-SEND-2', leave, 'after the delegate has ended the call');
    },
  }),

  delayedEventsCheck({
    id: 'use-cases.two-devices',
    title: 'what is scheduled on one device is found, put off and sent on another, and is cancelled there as well',
    requirements: ['DE-ACT-1'],
    needs: { wait: 4 },
    async run(t) {
      const room = await t.alice.createRoom();
      const phone = await t.secondDevice(t.alice);
      const begun = t.now();
      const goodNight = await t.schedule(t.alice, room, { delay: t.beats(2), content: t.text('good night') });
      const reminder = await t.schedule(t.alice, room, { delay: t.beats(3), content: t.text('the tea is ready') });
      const phones = await t.schedule(phone, room, { delay: t.beats(3), content: t.text('from the phone') });

      await t.onSchedule(begun + t.beats(1));
      if (t.can('a lookup')) {
        const found = await t.tryLookup(phone, goodNight);
        t.requireInTime(found, goodNight);
        t.presuppose('DE-GET-1', found.ok, { what: 'a lookup on another device', expected: 200, seen: found });
      }
      const restarting = await t.tryAct(phone, goodNight, 'restart');
      t.requireInTime(restarting, goodNight);
      t.requireAcceptance('DE-ACT-1', restarting, 'restart on another device');
      restartTimer(goodNight, restarting, goodNight.delay);
      const cancelling = await t.tryAct(phone, reminder, 'cancel');
      t.requireInTime(cancelling, reminder);
      t.requireAcceptance('DE-ACT-1', cancelling, 'cancel on another device');

      await t.onSchedule(begun + t.beats(2));
      const sending = await t.tryAct(t.alice, phones, 'send');
      t.requireInTime(sending, phones);
      t.requireAcceptance('DE-ACT-1', sending, 'send on another device');
      await t.requireSent('DE-ACT-1', phones, sending, 'after send on another device');
      await t.requireDue('DE-ACT-1', goodNight, 'after restart on another device', { early: 'DE-ACT-1' });
      await t.requireNothing('DE-ACT-1', [goodNight, reminder, phones], 'after cancel on another device');
    },
  }),
];
