import type { Suite } from '../../kit/checks/check.js';
import { dueAfter } from '../../kit/time/time-window.js';
import { delayedEventsCheck } from '../words/delayed-events-check.js';
import { lookupKept } from '../words/lookup-kept.js';
import { lookupAccessChecks } from './access.checks.js';
import { fieldChecks } from './fields.checks.js';
import { outcomeChecks } from './outcomes.checks.js';
import { lookupQuestions } from './questions.checks.js';

/** Looking up one event (DE-GET-1 to DE-GET-12). */
export const lookupSuite: Suite = {
  revision: 'delayed-events',
  area: 'lookup',
  checks: [
    delayedEventsCheck({
      id: 'lookup.while-scheduled',
      title: 'a scheduled event can be looked up, by any device of its user, after a restart and outside its room, too',
      requirements: ['DE-GET-1'],
      needs: { accounts: 2, words: ['a lookup'] },
      async run(t) {
        const room = await t.alice.createRoom({ members: [t.bob] });
        const tablet = await t.secondDevice(t.alice);
        const events = {
          'a message': await t.schedule(t.alice, room),
          state: await t.schedule(t.alice, room, { stateKey: 'desk' }),
          'a restarted one': await t.schedule(t.alice, room),
          "that of somebody who left the event's room": await t.schedule(t.bob, room),
        };
        await t.restart(events['a restarted one']);
        await t.bob.leave(room);

        for (const [what, event] of Object.entries(events)) {
          const answer = await t.tryLookup(event.by, event);
          t.requireAcceptance('DE-GET-1', answer, `looking ${what} up`);
        }
        const elsewhere = await t.tryLookup(tablet, events['a message']);
        t.requireAcceptance('DE-GET-1', elsewhere, 'looking it up on another device');
      },
    }),

    delayedEventsCheck({
      id: 'lookup.when-over',
      title: 'an event that is over can be looked up, whether it was sent by hand or by its timer, or cancelled',
      requirements: ['DE-GET-1'],
      needs: { wait: 1, words: ['a lookup of what is over'] },
      async run(t) {
        const room = await t.alice.createRoom();
        const due = await t.schedule(t.alice, room, { delay: t.beats(1) });
        const events = { 'sent by hand': await t.schedule(t.alice, room), cancelled: await t.schedule(t.alice, room) };
        await t.send(events['sent by hand']);
        await t.cancel(events.cancelled);
        await t.requireDue('DE-SEND-1', due, 'before it is looked up');

        for (const [how, event] of Object.entries({ ...events, 'sent by its timer': due })) {
          await lookupKept(t, 'DE-GET-1', event, how === 'cancelled' ? 'cancel' : 'send');
        }
      },
    }),

    delayedEventsCheck({
      id: 'lookup.changes-nothing',
      title: 'looking an event up neither restarts nor stops its timer, nor does it send it',
      requirements: ['DE-GET-1'],
      needs: { wait: 4, words: ['a lookup'] },
      async run(t) {
        const room = await t.alice.createRoom();
        const event = await t.schedule(t.alice, room, { delay: t.beats(4) });
        await t.lookup(event);
        await t.letTimePass(t.beats(3));

        const answer = await t.tryLookup(t.alice, event);

        t.requireInTime(answer, event);
        const restarted = dueAfter(answer, t.beats(4));
        const why = 'after it was looked up twice';
        await t.requireDue('DE-GET-1', event, why, { early: 'DE-GET-1', instead: restarted });
        await t.requireNothing('DE-GET-1', event, 'after it was looked up and sent');
      },
    }),

    ...lookupAccessChecks,
    ...fieldChecks,
    ...outcomeChecks,
    ...lookupQuestions,
  ],
};
