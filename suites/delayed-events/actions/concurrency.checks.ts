import type { Answer } from '../../kit/connection/answer.js';
import type { Check } from '../../kit/checks/check.js';
import type { Action, DelayedEvent } from '../words/delayed-event.js';
import { delayedEventsCheck } from '../words/delayed-events-check.js';
import { unlessForgotten } from '../words/lookup-kept.js';

/** How often actions are tried at the same time. */
const ROUNDS = 6;

/**
 * How long after the moment at which an event is due it is cancelled, in milliseconds; before it where that is
 * negative, and by so much once that it is in time on slow ways.
 */
const ABOUT_DUE = [-400, -40, -15, 0, 5, 25, 70] as const;

/** Actions at the same time, which end as if they had come one after the other (DE-ACT-14). */
export const concurrencyChecks: readonly Check[] = [
  delayedEventsCheck({
    id: 'actions.sends-at-once',
    title: 'of several sends at the same time there comes one event',
    requirements: ['DE-ACT-14'],
    needs: { pending: 1, silence: true },
    async run(t) {
      const room = await t.alice.createRoom();
      const event = await t.schedule(t.alice, room);

      const answers = await Promise.all(Array.from({ length: 8 }, () => t.tryAct(t.alice, event, 'send')));

      t.require(
        'DE-ACT-14',
        answers.some(({ ok }) => ok),
        `of eight sends at once none succeeded: ${answers[0]}`,
      );
      const wrong = answers.find((answer) => !answer.ok && (t.can('a remembered outcome') || answer.status !== 404));
      if (wrong !== undefined) await unlessForgotten(t, 'DE-ACT-14', wrong, event, 'send');
      t.require('DE-ACT-14', wrong === undefined, `one of eight sends at once was answered with ${wrong}`);
      await t.requireOneOf('DE-ACT-14', [event], t.now(), 'after eight sends at once');
      await t.requireNothing('DE-ACT-14', event, 'after eight sends at once');
    },
  }),

  delayedEventsCheck({
    id: 'actions.send-and-cancel-at-once',
    title: 'of send and cancel at the same time one wins, and the other is answered as what comes too late',
    requirements: ['DE-ACT-14'],
    needs: { pending: 1, silence: true },
    async run(t) {
      const room = await t.alice.createRoom();
      const tooLate = t.can('a remembered outcome') ? [409] : [404, 409];
      const events: DelayedEvent[] = [];

      for (let round = 0; round < ROUNDS; round += 1) {
        const event = await t.schedule(t.alice, room);
        const answers = new Map<Action, Answer>();
        const order: readonly Action[] = round % 2 === 0 ? ['send', 'cancel'] : ['cancel', 'send'];
        await Promise.all(
          order.map(async (action) => {
            answers.set(action, await t.tryAct(t.alice, event, action));
          }),
        );
        const [send, cancel] = [answers.get('send'), answers.get('cancel')];
        const what = `send was answered with ${send}, and cancel at the same time with ${cancel}`;
        const [winner, loser] = send?.ok === true ? [send, cancel] : [cancel, send];
        if (winner?.ok === true && loser !== undefined && !tooLate.includes(loser.status)) {
          await unlessForgotten(t, 'DE-ACT-14', loser, event, winner === send ? 'send' : 'cancel');
        }
        t.require(
          'DE-ACT-14',
          winner?.ok === true && loser !== undefined && tooLate.includes(loser.status),
          `expected 200 and ${tooLate.join(' or ')}: ${what}`,
        );
        if (send?.ok === true) await t.requireSent('DE-ACT-14', event, send, what);
        events.push(event);
      }

      await t.requireNothing('DE-ACT-14', events, 'where cancel won, and where send did and the event had come');
    },
  }),

  delayedEventsCheck({
    id: 'actions.restart-and-cancel-at-once',
    title: 'of restart and cancel at the same time cancel wins in the end: nothing is sent',
    requirements: ['DE-ACT-14'],
    needs: { pending: 6, wait: 2 },
    async run(t) {
      const room = await t.alice.createRoom();
      const events = [];
      for (let round = 0; round < ROUNDS; round += 1) {
        const event = await t.schedule(t.alice, room, { delay: t.beats(2) });
        const answers = new Map<Action, Answer>();
        const order: readonly Action[] = round % 2 === 0 ? ['restart', 'cancel'] : ['cancel', 'restart'];
        await Promise.all(
          order.map(async (action) => {
            answers.set(action, await t.tryAct(t.alice, event, action));
          }),
        );
        const cancel = t.requireGiven('DE-ACT-14', answers.get('cancel'), 'cancel was not answered');
        t.requireInTime(cancel, event);
        t.require('DE-ACT-14', cancel.ok, `cancel was answered with ${cancel}, beside a restart`);
        events.push(event);
      }

      await t.letTimePass(t.beats(2));
      await t.requireNothing('DE-ACT-14', events, 'after each was restarted and cancelled at the same time');
    },
  }),

  delayedEventsCheck({
    id: 'actions.cancel-when-due',
    title: 'of a cancel about the moment when an event is due one of both wins: it is sent, or it is cancelled',
    requirements: ['DE-ACT-14'],
    needs: { pending: ABOUT_DUE.length, wait: 3 },
    async run(t) {
      const room = await t.alice.createRoom();
      const events = new Map<DelayedEvent, number>();
      for (const [index, offset] of ABOUT_DUE.entries()) {
        events.set(await t.schedule(t.alice, room, { delay: t.beats(1 + index / 4) }), offset);
      }

      const answers = new Map<DelayedEvent, Answer>();
      for (const [event, offset] of events) {
        await t.waitUntil((event.due?.earliest ?? 0) + offset);
        answers.set(event, await t.tryAct(t.alice, event, 'cancel'));
      }

      const cancelled: DelayedEvent[] = [];
      for (const [event, answer] of answers) {
        if (answer.ok) cancelled.push(event);
        else await t.requireOneOf('DE-ACT-14', [event], t.now(), `when cancelling it was answered with ${answer}`);
      }
      t.require('DE-ACT-14', true, 'each was sent or cancelled');
      if (cancelled.length === 0) return;
      await t.requireNothing('DE-ACT-14', cancelled, 'after it was cancelled about the moment when it was due');
    },
  }),
];
