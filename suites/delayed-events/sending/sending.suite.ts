import type { Suite } from '../../kit/checks/check.js';
import { TooCoarse } from '../../kit/checks/verdict.js';
import { isEventOf } from '../../scheduled-events/scheduled-event.js';
import type { DelayedEvent } from '../words/delayed-event.js';
import { delayedEventsCheck } from '../words/delayed-events-check.js';
import { ALLOWED } from '../words/power-levels.js';
import { contentChecks } from './content.checks.js';
import { effectChecks } from './effects.checks.js';
import { kindChecks } from './kinds.checks.js';
import { meanwhileChecks } from './meanwhile.checks.js';
import { failureChecks } from './failures.checks.js';
import { onceChecks } from './once.checks.js';
import { viewChecks } from './views.checks.js';
import { stateSequenceChecks } from '../sequences/sequences.checks.js';

/** What becomes of an event when it is due (DE-SEND-1 to DE-SEND-4). */
export const sendingSuite: Suite = {
  revision: 'delayed-events',
  area: 'sending',
  checks: [
    delayedEventsCheck({
      id: 'sending.as-it-was-asked-for',
      title: 'an event comes from who scheduled it, with its type and its state key to the letter, into its room alone',
      requirements: ['DE-SEND-1'],
      needs: { accounts: 2, pending: 7, wait: 2 },
      async run(t) {
        const room = await t.alice.createRoom({ members: [t.bob], powerLevels: ALLOWED });
        const other = await t.bob.createRoom();
        const wishes = [
          { type: 'org.example.Straße' },
          { type: 'Org.Example.UPPER+plus' },
          { type: 'org.example.key', stateKey: 'De\u0301sk %2F Ⅳ' },
          { type: 'org.example.key', stateKey: ' two  spaces ' },
          { type: 'org.example.key', stateKey: 'a:b+c@d' },
          { type: 'org.example.key', stateKey: '' },
        ];
        const events: DelayedEvent[] = [];
        for (const wish of wishes) events.push(await t.schedule(t.bob, room, { ...wish, delay: t.beats(2) }));

        for (const event of events) {
          const seen = await t.requireDue('DE-SEND-1', event, `an event of type ${event.type}`);
          t.require('DE-SEND-1', seen.sender === t.bob.userId, {
            expected: `it from ${t.bob.userId}`,
            seen: seen.sender,
          });
          if (event.stateKey === undefined) continue;
          const state = await t.alice.stateOf(room, event.type, event.stateKey);
          const isCurrent = state?.['label'] === event.content['label'];
          t.require(
            'DE-SEND-1',
            isCurrent,
            `state for ${JSON.stringify(event.stateKey)}: got ${JSON.stringify(state)}`,
          );
        }
        await t.fence(other);
        const strayed = other.timeline.arrivals.some(({ event: seen }) =>
          events.some((event) => isEventOf(event)(seen)),
        );
        t.require('DE-SEND-1', !strayed, 'an event came into another room of its user, too');
      },
    }),

    delayedEventsCheck({
      id: 'sending.in-their-order',
      title:
        'of events that are due one after the other the earlier comes first, in whatever order they were scheduled',
      requirements: ['DE-SEND-1'],
      needs: { wait: 4 },
      async run(t) {
        const room = await t.alice.createRoom();
        const events = [];
        for (const beats of [4, 2, 3, 1]) events.push(await t.schedule(t.alice, room, { delay: t.beats(beats) }));
        const inOrder = events.toSorted((one, other) => one.delay - other.delay);
        const latest: number[] = [];
        for (const event of inOrder) {
          await t.requireDue('DE-SEND-1', event, `a delay of ${event.delay} ms`);
          const arrival = room.timeline.arrivals.find(({ event: seen }) => isEventOf(event)(seen));
          latest.push((arrival?.seenAt ?? 0) - (event.due?.earliest ?? 0));
        }

        const came = room.timeline.arrivals.map(({ event: seen }) =>
          inOrder.findIndex((event) => isEventOf(event)(seen)),
        );
        const order = [...new Set(came.filter((index) => index >= 0))].join(', ');
        const isInOrder = order === '0, 1, 2, 3';
        // What comes later than the next is due may be sent together with it, in any order.
        if (!isInOrder && Math.max(...latest) >= t.beats(1))
          t.tooLateToTell('events come too late here to be in an order');
        t.require('DE-SEND-1', isInOrder, `by the times when they were due they came as ${order}`);
      },
    }),

    delayedEventsCheck({
      id: 'sending.several-at-once',
      title: 'of several events that are due together in one room each is sent, those for the same state included',
      requirements: ['DE-SEND-1'],
      needs: { pending: 14, wait: 2 },
      async run(t) {
        const room = await t.alice.createRoom();
        // All of them have to be scheduled before any is due: how long that takes is another matter on every server.
        const { sentAt, answeredAt } = (await t.schedule(t.alice, room)).answer;
        const delay = Math.max(t.beats(2), t.beats(1) + Math.ceil(12 * (answeredAt - sentAt)));
        const messages = await Promise.all([1, 2, 3].map(() => t.schedule(t.alice, room, { delay })));
        // Asked for at the same time they are due as near to each other as the server hears of them.
        const atOnce = await Promise.all(
          [1, 2, 3, 4].map(() => t.schedule(t.alice, room, { delay, stateKey: 'chair' })),
        );
        // One after the other and yet due in the same milliseconds: what a server takes together it may take for one.
        const moment = t.now() + delay;
        const state: DelayedEvent[] = [];
        while (state.length < 6) {
          const left = Math.max(1, Math.round(moment - t.now()));
          state.push(await t.schedule(t.alice, room, { delay: left, stateKey: 'desk' }));
        }
        // Whoever is asked so late may send each of them before it hears of the next.
        if (t.now() > moment - t.beats(0.5)) throw new TooCoarse('to schedule what is due together took too long');

        for (const event of messages) await t.requireDue('DE-SEND-1', event, 'a message beside others');
        for (const event of [...state, ...atOnce]) {
          await t.requireDue('DE-SEND-1', event, 'state beside other state for its key');
        }

        const ids = room.timeline.arrivals.map(({ event }) => event.event_id);
        t.require('DE-SEND-1', new Set(ids).size === ids.length, 'two events have one event_id');
        const last = room.timeline.arrivals.findLast(({ event: seen }) =>
          state.some((event) => isEventOf(event)(seen)),
        );
        const content = last?.event.content ?? {};
        await t.requireState('DE-SEND-1', room, { type: t.stateType, stateKey: 'desk' }, content, 'the last one');
      },
    }),

    ...contentChecks,
    ...effectChecks,
    ...kindChecks,
    ...meanwhileChecks,
    ...viewChecks,
    ...onceChecks,
    ...failureChecks,
    ...stateSequenceChecks,
  ],
};
