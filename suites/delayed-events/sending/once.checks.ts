import type { Check } from '../../kit/checks/check.js';
import { isEventOf } from '../../scheduled-events/scheduled-event.js';
import { delayedEventsCheck } from '../words/delayed-events-check.js';
import { unlessForgotten } from '../words/lookup-kept.js';

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

      const all = [message, restarted, byHand, stateByHand, state];
      await t.requireNothing('DE-SEND-2', all, 'after each was sent once');
      const history = await t.alice.history(room);
      for (const event of all) {
        const times = history.filter(isEventOf(event)).length;
        t.require('DE-SEND-2', times <= 1, `an event that came once stands in the history ${times} times`);
      }
    },
  }),

  delayedEventsCheck({
    id: 'sending.equal-events',
    title:
      'of two requests with different transaction ids and all else alike two events come, each with its own event_id',
    requirements: ['DE-SEND-2', 'DE-SEND-1'],
    needs: { wait: 2 },
    async run(t) {
      const room = await t.alice.createRoom();
      const content = t.text('the same twice');
      const wish = { content, delay: t.beats(1.5) };
      const first = await t.schedule(t.alice, room, wish);
      await t.letTimePass(t.beats(0.5));
      const second = await t.schedule(t.alice, room, wish);

      const came = await t.sentBy(second.due?.latest ?? 0, [first, second]);

      if (came.length === 1 && t.can('a lookup of what is over')) {
        const [one, other] = [await t.lookup(first), await t.lookup(second)].map(({ finalised }) => finalised?.eventId);
        const areApart = one === undefined || one !== other;
        t.require('DE-SEND-2', areApart, { what: 'two equal events', expected: 'two event_ids', seen: String(one) });
      }
      t.require('DE-SEND-2', came.length <= 2, `of two equal events ${came.length} came`);
      t.require('DE-SEND-1', came.length === 2, `of two equal events ${came.length} came`);
    },
  }),

  delayedEventsCheck({
    id: 'sending.once-though-sent-by-hand-when-due',
    title: 'an event comes, and once, though send is tried again and again at the moment when it is due',
    requirements: ['DE-SEND-2', 'DE-ACT-14'],
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
          if (wrong !== undefined) await unlessForgotten(t, 'DE-ACT-14', wrong, event, 'send');
          t.presuppose('DE-ACT-14', wrong === undefined, `send when it was due was answered with ${wrong}`);
          await t.requireOneOf('DE-ACT-14', [event], t.now(), 'after send when it was due');
        }),
      );

      await t.requireNothing('DE-SEND-2', events, 'after send when it was due');
    },
  }),
];
