import type { Suite } from '../../kit/checks/check.js';
import { delayedEventsCheck } from '../words/delayed-events-check.js';
import { lateChecks } from './lateness.checks.js';
import { longDelayInputChecks } from '../scheduling/any-delay.checks.js';
import { longDelayChecks } from './long-delays.checks.js';
import { newerStateChecks } from './newer-state.checks.js';
import { timestampChecks } from './timestamps.checks.js';

/** When events are sent (DE-TIME-1 to DE-TIME-6). */
export const timingSuite: Suite = {
  revision: 'delayed-events',
  area: 'timing',
  checks: [
    delayedEventsCheck({
      id: 'timing.each-at-its-own-time',
      title:
        'of several events that wait in one room each is sent at its own time and none before, odd delays included',
      requirements: ['DE-TIME-1'],
      needs: { wait: 5 },
      async run(t) {
        const room = await t.alice.createRoom();
        // What waits far longer keeps none of them waiting.
        await t.schedule(t.alice, room);
        const inBeats = [3.9, 1.45, 4.7, 2.95];
        const events = [];
        for (const [index, beats] of inBeats.entries()) {
          const kind = index % 2 === 0 ? {} : { stateKey: `desk ${index}` };
          events.push(await t.schedule(t.alice, room, { ...kind, delay: t.beats(beats) + 7 }));
        }

        for (const event of events.toSorted((one, other) => one.delay - other.delay)) {
          await t.requireDue('DE-SEND-1', event, `a delay of ${event.delay} ms beside others`);
        }
        await t.requireNothing('DE-SEND-2', events, 'after each was sent once');
      },
    }),

    ...timestampChecks,
    ...longDelayChecks,
    ...longDelayInputChecks,
    ...lateChecks,
    ...newerStateChecks,
  ],
};
