import type { Check } from '../../kit/checks/check.js';
import { ACTIONS, type Action, type DelayedEvent } from '../words/delayed-event.js';
import { delayedEventsCheck } from '../words/delayed-events-check.js';
import { untouched } from '../words/untouched.js';
import { failedEvent } from './failed-event.js';

/** What an action leaves alone (DE-ACT-13). */
export const neighbourChecks: readonly Check[] = [
  delayedEventsCheck({
    id: 'actions.others-undisturbed',
    title: 'an action on one event leaves the others of its user as they were, in the same room and elsewhere',
    requirements: ['DE-ACT-13'],
    needs: { accounts: 2, pending: 8, wait: 3 },
    async run(t) {
      const [room, elsewhere] = [await t.alice.createRoom({ members: [t.bob] }), await t.alice.createRoom()];
      const before = await t.schedule(t.alice, room);
      const others = [
        await t.schedule(t.alice, room, { delay: t.beats(3) }),
        await t.schedule(t.alice, room, { delay: t.beats(3), stateKey: 'sideboard' }),
        await t.schedule(t.alice, elsewhere, { delay: t.beats(3) }),
        await t.schedule(t.bob, room, { delay: t.beats(3) }),
      ];
      const [sent, cancelled, restarted] = [
        await t.schedule(t.alice, room),
        await t.schedule(t.alice, room),
        await t.schedule(t.alice, room),
      ];
      const undisturbed = await untouched(t, others, 'DE-ACT-13');
      await t.letTimePass(t.beats(1));

      const actions: readonly (readonly [Action, DelayedEvent])[] = [
        ['cancel', before],
        ['send', sent],
        ['cancel', cancelled],
        ['restart', restarted],
      ];
      for (const [action, event] of actions) {
        const answer = await t.tryAct(t.alice, event, action);
        t.require('DE-ACT-13', answer.status !== 409, `${action} of one of several events that wait got ${answer}`);
        t.presuppose('DE-ACT-1', answer.ok, { what: `${action} of an event that waits`, expected: 200, seen: answer });
        if (action === 'send') await t.requireSent('DE-ACT-5', event, answer, 'after send');
        await undisturbed(`${action} of another one`);
      }

      for (const other of others) {
        await t.requireDue('DE-ACT-13', other, 'an event beside others that were acted on', { early: 'DE-ACT-13' });
      }
      const inRoom = others.filter((event) => event.room === room);
      await t.requireNothing('DE-ACT-13', [...inRoom, sent, before, cancelled, restarted], 'after that');
    },
  }),

  delayedEventsCheck({
    id: 'actions.same-state-undisturbed',
    title: 'an action on state leaves other events for the same key as they were',
    requirements: ['DE-ACT-13'],
    needs: { pending: 4, wait: 4 },
    async run(t) {
      const room = await t.alice.createRoom();
      const other = await t.schedule(t.alice, room, { delay: t.beats(3), stateKey: 'desk' });
      const events = {
        send: await t.schedule(t.alice, room, { stateKey: 'desk' }),
        cancel: await t.schedule(t.alice, room, { stateKey: 'desk' }),
        restart: await t.schedule(t.alice, room, { stateKey: 'desk' }),
      };
      // Nor does it take anything from them.
      await t.restart(other);
      const undisturbed = await untouched(t, [other], 'DE-ACT-13');
      await t.letTimePass(t.beats(1));

      for (const action of ACTIONS) {
        const answer = await t.tryAct(t.alice, events[action], action);
        t.presuppose('DE-ACT-1', answer.ok, { what: `${action} of an event that waits`, expected: 200, seen: answer });
        await undisturbed(`${action} of another one for the same key`);
      }

      await t.requireDue('DE-ACT-13', other, 'beside others for the same key', { early: 'DE-ACT-13' });
    },
  }),

  delayedEventsCheck({
    id: 'actions.scheduling-disturbs-nobody',
    title: 'what is scheduled leaves what waits as it was, be it for the same state, the same user or the same room',
    requirements: ['DE-ACT-13'],
    needs: { accounts: 2, pending: 4, wait: 3 },
    async run(t) {
      const room = await t.alice.createRoom({ members: [t.bob] });
      const others = [
        await t.schedule(t.alice, room, { delay: t.beats(3) }),
        await t.schedule(t.alice, room, { delay: t.beats(3), stateKey: 'desk' }),
      ];
      const undisturbed = await untouched(t, others, 'DE-ACT-13');
      await t.letTimePass(t.beats(1));

      const later = [
        await t.schedule(t.alice, room, { stateKey: 'desk' }),
        await t.schedule(t.bob, room),
        await t.schedule(t.alice, await t.alice.createRoom()),
      ];
      await undisturbed('scheduling another one');

      for (const other of others) {
        await t.requireDue('DE-ACT-13', other, 'beside what was scheduled later', { early: 'DE-ACT-13' });
      }
      for (const event of later) await t.requireScheduled('DE-ACT-13', event, 'when those before it had come');
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
      const undisturbed = await untouched(t, [other], 'DE-ACT-13');

      // However they are answered, which is not the question here.
      for (const action of ACTIONS) {
        for (const event of [sent, cancelled]) await t.tryAct(t.alice, event, action);
        await undisturbed(`${action} of what was over`);
      }

      await t.requireDue('DE-ACT-13', other, 'beside repeated actions on others', { early: 'DE-ACT-13' });
      await t.requireNothing('DE-SEND-2', [other, sent, cancelled], 'after repeated actions');
    },
  }),

  delayedEventsCheck({
    id: 'actions.repeats-after-an-error-disturb-nobody',
    title: 'an action on what has failed leaves the other events of its user as they were',
    requirements: ['DE-ACT-13'],
    needs: { accounts: 2, wait: 3 },
    async run(t) {
      const failed = await failedEvent(t);
      const { by } = failed;
      const other = await t.schedule(by, await by.createRoom(), { delay: t.beats(3) });
      const undisturbed = await untouched(t, [other], 'DE-ACT-13');

      for (const action of ACTIONS) {
        await t.tryAct(by, failed, action);
        await undisturbed(`${action} of what has failed`);
      }

      await t.requireDue('DE-ACT-13', other, 'beside actions on what has failed', { early: 'DE-ACT-13' });
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
      const undisturbed = await untouched(t, [event], 'DE-ACT-13');

      for (const action of ACTIONS) {
        const answer = await t.tryAct(t.alice, t.uniqueName('unknown'), action);
        t.presuppose('DE-ACT-3', answer.refused, `${action} of an unknown delay_id: got ${answer}`);
        await undisturbed(`${action} of an unknown delay_id`);
      }

      await t.requireDue('DE-ACT-13', event, 'after actions on unknown delay_ids', { early: 'DE-ACT-13' });
    },
  }),
];
