import type { Check } from '../../kit/checks/check.js';
import { restartTimer } from '../../scheduled-events/scheduled-event.js';
import { ACTIONS } from '../words/delayed-event.js';
import { delayedEventsCheck } from '../words/delayed-events-check.js';

/** Further ways in which older clients ask servers of some forms for actions (DE-ACT-1). */
export const otherWayOfActingChecks: readonly Check[] = [
  delayedEventsCheck({
    id: 'actions.other-ways',
    title: 'in whatever other way the form lets an action be asked for, it is carried out',
    requirements: ['DE-ACT-1'],
    needs: { wait: 3 },
    async run(t) {
      const ways = Object.entries(t.form.besides.act);
      if (ways.length === 0) t.notApplicable('there is one way alone to ask for an action in this form');
      for (const [way, act] of ways) {
        const form = { ...t.form, act };
        const room = await t.alice.createRoom();
        const events = {
          send: await t.schedule(t.alice, room, { delay: t.beats(3) }),
          cancel: await t.schedule(t.alice, room, { delay: t.beats(3) }),
          restart: await t.schedule(t.alice, room, { delay: t.beats(2) }),
        };
        await t.letTimePass(t.beats(1));

        for (const action of ACTIONS) {
          const event = events[action];
          const answer = await t.tryAct(t.alice, event, action, {}, form);
          t.requireInTime(answer, event);
          t.requireAcceptance('DE-ACT-1', answer, `${action}, with ${way}`);
          if (action === 'restart') restartTimer(event, answer, event.delay);
          if (action === 'send') await t.requireSent('DE-ACT-1', event, answer, `after send, with ${way}`);
        }

        await t.requireDue('DE-ACT-1', events.restart, `after restart, with ${way}`, { early: 'DE-ACT-1' });
        await t.requireNothing('DE-ACT-1', Object.values(events), `after cancel, with ${way}`);
      }
    },
  }),

  delayedEventsCheck({
    id: 'actions.unknown-token',
    title:
      'where actions need no access token, they are carried out without one, and one that nobody has is passed over or refused, as the form has it',
    requirements: ['DE-ACT-1'],
    async run(t) {
      const { unknownToken } = t.form;
      if (t.can('actions of the owner alone') || unknownToken === undefined) {
        t.notApplicable('in this form actions are the business of their owner, or nothing is said of unknown tokens');
      }
      const room = await t.alice.createRoom();
      for (const action of ACTIONS) {
        const event = await t.schedule(t.alice, room);
        const wrong = await t.tryAct(t.alice, event, action, { token: t.uniqueName('no-such-token') });
        const what = `${action} with an unknown token`;
        if (unknownToken === 'passed over') t.requireAcceptance('DE-ACT-1', wrong, what);
        else {
          t.requireRefused('DE-ACT-1', wrong, { status: 401, errcodes: ['M_UNKNOWN_TOKEN'] }, what);
          await t.requireScheduled('DE-ACT-1', event, `after ${what} was refused`);
          t.requireAcceptance(
            'DE-ACT-1',
            await t.tryAct(t.alice, event, action, { token: null }),
            `${action} without one`,
          );
        }
      }
    },
  }),
];
