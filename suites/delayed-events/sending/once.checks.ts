import type { Check } from '../../kit/checks/check.js';
import { delayedEventsCheck } from '../words/delayed-events-check.js';

/** That an event comes once (DE-SEND-2). */
export const onceChecks: readonly Check[] = [
  delayedEventsCheck({
    id: 'sending.once',
    title: 'a message, state and what was restarted come once each, by their timer or by hand',
    requirements: ['DE-SEND-2'],
    needs: { pending: 5, wait: 4 },
    async run(t) {
      const room = await t.alice.createRoom();
      const [message, restarted, byHand, stateByHand] = [
        await t.schedule(t.alice, room, { delay: t.beats(2) }),
        await t.schedule(t.alice, room, { delay: t.beats(2) }),
        await t.schedule(t.alice, room, { delay: t.beats(3) }),
        await t.schedule(t.alice, room, { delay: t.beats(3), stateKey: 'by hand' }),
      ];
      const state = await t.schedule(t.alice, room, { delay: t.beats(2), stateKey: 'desk' });
      for (const event of [byHand, stateByHand])
        await t.requireSent('DE-ACT-5', event, await t.send(event), 'after send');
      await t.letTimePass(t.beats(1));
      await t.restart(restarted);

      for (const event of [message, state, restarted])
        await t.requireDue('DE-SEND-1', event, 'an event that comes once');

      await t.requireNothing('DE-SEND-2', [message, restarted, byHand, stateByHand, state], 'after each was sent once');
    },
  }),

  delayedEventsCheck({
    id: 'sending.once-though-sent-by-hand-when-due',
    title: 'an event comes once, though send is tried again and again at the moment when it is due',
    requirements: ['DE-SEND-2'],
    needs: { wait: 2 },
    async run(t) {
      const room = await t.alice.createRoom();
      const delay = t.beats(1);
      const events = [
        await t.schedule(t.alice, room, { delay }),
        await t.schedule(t.alice, room, { delay, stateKey: 'desk' }),
        await t.schedule(t.alice, room, { delay }),
      ];

      await Promise.all(
        events.map(async (event, index) => {
          await t.waitUntil((event.due?.earliest ?? 0) - 20 + 20 * index);
          const answers = await Promise.all([1, 2, 3, 4].map(() => t.tryAct(t.alice, event, 'send')));
          const wrong = answers.find(({ ok, status }) => !ok && (t.can('a remembered outcome') || status !== 404));
          t.presuppose('DE-ACT-14', wrong === undefined, `send when it was due was answered with ${wrong}`);
          await t.requireOneOf('DE-SEND-2', [event], t.now(), 'after send when it was due');
        }),
      );

      await t.requireNothing('DE-SEND-2', events, 'after send when it was due');
    },
  }),
];
