import type { Check } from '../../kit/checks/check.js';
import { delayedEventsCheck } from '../words/delayed-events-check.js';

/** What an action leaves alone (DE-ACT-13). */
export const neighbourChecks: readonly Check[] = [
  delayedEventsCheck({
    id: 'actions.others-undisturbed',
    title: 'an action on one event leaves the others of its user as they were, in the same room and elsewhere',
    requirements: ['DE-ACT-13'],
    needs: { pending: 6, wait: 3 },
    async run(t) {
      const [room, elsewhere] = [await t.alice.createRoom(), await t.alice.createRoom()];
      const others = [
        await t.schedule(t.alice, room, { delay: t.beats(3) }),
        await t.schedule(t.alice, room, { delay: t.beats(3), stateKey: 'desk' }),
        await t.schedule(t.alice, elsewhere, { delay: t.beats(3) }),
      ];
      const [sent, cancelled, restarted] = [
        await t.schedule(t.alice, room),
        await t.schedule(t.alice, room),
        await t.schedule(t.alice, room),
      ];
      await t.letTimePass(t.beats(1));

      await t.requireSent('DE-ACT-5', sent, await t.send(sent), 'after send');
      await t.cancel(cancelled);
      await t.restart(restarted);

      for (const other of others) {
        await t.requireDue('DE-ACT-13', other, 'an event beside others that were acted on', { early: 'DE-ACT-13' });
      }
      await t.requireNothing('DE-ACT-13', [...others.slice(0, 2), sent, cancelled, restarted], 'after that');
    },
  }),

  delayedEventsCheck({
    id: 'actions.repeats-disturb-nobody',
    title: 'an action that is repeated on what is over leaves the other events of its user as they were',
    requirements: ['DE-ACT-13'],
    needs: { wait: 3 },
    async run(t) {
      const room = await t.alice.createRoom();
      const other = await t.schedule(t.alice, room, { delay: t.beats(3) });
      const [sent, cancelled] = [await t.schedule(t.alice, room), await t.schedule(t.alice, room)];
      await t.requireSent('DE-ACT-5', sent, await t.send(sent), 'after send');
      await t.cancel(cancelled);

      // However they are answered, which is not the question here.
      for (const action of ['send', 'cancel', 'restart'] as const) {
        for (const event of [sent, cancelled]) await t.tryAct(t.alice, event, action);
      }

      await t.requireDue('DE-ACT-13', other, 'beside repeated actions on others', { early: 'DE-ACT-13' });
      await t.requireNothing('DE-SEND-2', [other, sent, cancelled], 'after repeated actions');
    },
  }),

  delayedEventsCheck({
    id: 'actions.unknown-ids-disturb-nobody',
    title: 'actions on unknown delay_ids leave the events of their user as they were',
    requirements: ['DE-ACT-13'],
    needs: { wait: 2 },
    async run(t) {
      const room = await t.alice.createRoom();
      const event = await t.schedule(t.alice, room, { delay: t.beats(2) });

      for (const action of ['send', 'cancel', 'restart'] as const) {
        const answer = await t.tryAct(t.alice, t.uniqueName('unknown'), action);
        t.presuppose('DE-ACT-3', answer.refused, `${action} of an unknown delay_id: got ${answer}`);
      }

      await t.requireDue('DE-ACT-13', event, 'after actions on unknown delay_ids', { early: 'DE-ACT-13' });
    },
  }),
];
