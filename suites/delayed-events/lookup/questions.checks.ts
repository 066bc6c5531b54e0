import type { Check } from '../../kit/checks/check.js';
import { dig, isRecord } from '../../kit/rooms/matrix-json.js';
import type { LookedUp } from '../wire/wire-form.js';
import { delayedEventsCheck } from '../words/delayed-events-check.js';
import { lookupKept } from '../words/lookup-kept.js';
import { requireWhole } from './outcomes.checks.js';

/** All fields that the text names. */
const NAMED: ReadonlySet<string> = new Set([
  ...['delay_id', 'room_id', 'type', 'state_key', 'delay_ms', 'delayed_since_ts', 'content', 'finalised'],
  ...['finalised_ts', 'event_id', 'error'],
]);

/** What else a lookup shows (DE-GET-10, Q-EXTRA). */
export const lookupQuestions: readonly Check[] = [
  delayedEventsCheck({
    id: 'lookup.nothing-else',
    title: 'finalised is neither empty nor at odds with itself; other fields than those of the text may be there',
    requirements: ['DE-GET-10', 'Q-EXTRA'],
    needs: { words: ['a lookup'] },
    async run(t) {
      const room = await t.alice.createRoom();
      const [waiting, sent, cancelled] = [
        await t.schedule(t.alice, room),
        await t.schedule(t.alice, room),
        await t.schedule(t.alice, room),
      ];
      await t.send(sent);
      await t.cancel(cancelled);

      const found: LookedUp[] = [await t.lookup(waiting)];
      if (t.can('a lookup of what is over')) {
        found.push(await lookupKept(t, 'DE-GET-1', sent, 'send'), await lookupKept(t, 'DE-GET-1', cancelled, 'cancel'));
      }

      for (const each of found) requireWhole(t, each);
      t.require('DE-GET-10', true, 'all are whole');
      const names = found
        .flatMap(({ entry }) => [entry, dig(entry, 'finalised')])
        .filter(isRecord)
        .flatMap(Object.keys);
      t.observe('Q-EXTRA', names.every((name) => NAMED.has(name)) ? 'none' : 'some');
    },
  }),
];
