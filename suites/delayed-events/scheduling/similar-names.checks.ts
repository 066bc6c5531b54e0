import type { Check } from '../../kit/checks/check.js';
import type { DelayedEvent } from '../words/delayed-event.js';
import { delayedEventsCheck } from '../words/delayed-events-check.js';

/** Names that every object of some languages has, so that a careless lookup finds them. */
export const BUILT_IN_NAMES = ['__proto__', 'constructor', 'toString'] as const;

/** What is put between the parts of names, at which a careless server may cut them. */
const SEPARATORS = ['.', ':', '/', '~', '|', '-', '_'] as const;

/** Names are opaque: what is nearly the same is something else (DE-SCHED-2, DE-SCHED-6). */
export const similarNamesChecks: readonly Check[] = [
  delayedEventsCheck({
    id: 'scheduling.similar-transaction-ids',
    title: 'transaction ids that are nearly the same make two requests',
    requirements: ['DE-SCHED-6'],
    needs: { pending: 2 },
    async run(t) {
      const room = await t.alice.createRoom();
      const stem = t.uniqueName('similar');
      const pairs: readonly (readonly [string, string])[] = [
        [`${stem}A`, `${stem}a`],
        [`${stem}%20b`, `${stem} b`],
        [`${stem}\u00e9`, `${stem}e\u0301`],
        [`${stem}${'x'.repeat(100)}1`, `${stem}${'x'.repeat(100)}2`],
        [`${stem}7`, `${stem}07`],
        [`${stem}e`, `${stem}e `],
        [`${stem}f`, ` ${stem}f`],
        [`7${stem}c`, `7${stem}d`],
        ...SEPARATORS.map((separator) => [`${stem}${separator}1`, `${stem}${separator}2`] as const),
      ];

      for (const [one, other] of pairs) {
        const events = [
          await t.schedule(t.alice, room, { txnId: one }),
          await t.schedule(t.alice, room, { txnId: other }),
        ] as const;
        const differ = events[0].delayId !== events[1].delayId;
        t.require('DE-SCHED-6', differ, `the transaction ids ${one} and ${other} got the same delay_id`);
        for (const event of events) await t.cancel(event);
      }
    },
  }),

  delayedEventsCheck({
    id: 'scheduling.built-in-transaction-ids',
    title: "a transaction id may be a name that means something in the server's language",
    requirements: ['DE-SCHED-6'],
    needs: { pending: 3 },
    async run(t) {
      const room = await t.alice.createRoom();
      const ids = new Set<string>();

      for (const txnId of BUILT_IN_NAMES) {
        const wish = t.completed({ txnId });
        const answer = await t.trySchedule(t.alice, room, wish);
        ids.add(t.accept('DE-SCHED-6', t.alice, room, wish, answer).delayId);
      }

      t.require('DE-SCHED-6', ids.size === BUILT_IN_NAMES.length, `three transaction ids got ${ids.size} delay_ids`);
    },
  }),

  delayedEventsCheck({
    id: 'scheduling.similar-state-keys',
    title: 'state keys that are nearly the same are different pieces of state, and any text is one',
    requirements: ['DE-SCHED-2'],
    needs: { pending: 11, wait: 2 },
    async run(t) {
      const room = await t.alice.createRoom();
      const keys = ['Desk', 'desk', 'a%20b', 'a b', '\u00e9', 'e\u0301', ' desk ', ...BUILT_IN_NAMES];
      const events: DelayedEvent[] = [];
      for (const stateKey of keys) {
        const wish = t.completed({ stateKey, delay: t.beats(2) });
        events.push(t.accept('DE-SCHED-2', t.alice, room, wish, await t.trySchedule(t.alice, room, wish)));
      }
      // As many wait before this one, and its key is like any other.
      const plain = await t.schedule(t.alice, room, { stateKey: 'plain', delay: t.beats(2) });
      await t.requireDue('DE-SEND-1', plain, 'state beside other state');

      const what = ({ stateKey }: DelayedEvent): string => `state for the key ${JSON.stringify(stateKey)}`;
      for (const event of events) await t.requireDue('DE-SCHED-2', event, what(event));
      for (const event of events) await t.requireState('DE-SCHED-2', room, event, event.content, what(event));
    },
  }),
];
