import type { Check } from '../../kit/checks/check.js';
import { TooCoarse } from '../../kit/checks/verdict.js';
import { latenessOf, requireUnasked } from '../../scheduled-events/unasked.js';
import type { DelayedEvent, DelayedEventWish } from '../words/delayed-event.js';
import { delayedEventsCheck } from '../words/delayed-events-check.js';
import type { DelayedEventsContext } from '../words/delayed-events-context.js';
import { JUDGING } from '../words/judging.js';

/** Delays that end together, in beats. The longest ends first, so that those behind others in a queue are the shortest. */
const DELAYS = [6, 4.5, 3, 1.5];

/** How much of its delay an event has to be late before its lateness says anything of its delay. */
const WORTH_A_LOOK = 0.2;

/** How far from its share of the lateness an event may be, in milliseconds. */
const NOISE_MS = 300;

const KINDS: Readonly<Record<string, (beats: number) => DelayedEventWish>> = {
  messages: () => ({}),
  state: (beats) => ({ stateKey: `after ${beats} beats` }),
};

/** How late events come (DE-TIME-2, DE-TIME-3), and that their delay is not stretched (DE-SEND-1). */
export const lateChecks: readonly Check[] = [
  delayedEventsCheck({
    id: 'timing.late-by-half-a-minute-at-most',
    title: 'an event comes within half a minute after it was due; later is remarked',
    requirements: ['DE-TIME-2', 'DE-TIME-3', 'Q-LATE'],
    needs: { wait: 1 },
    async run(t) {
      const room = await t.alice.createRoom();
      const event = await t.schedule(t.alice, room, { delay: t.beats(1) });

      await t.requireDue('DE-SEND-1', event, 'an event by itself');

      const late = latenessOf(event);
      t.advise('DE-TIME-3', late <= JUDGING.lateness, `it came ${Math.round(late)} ms after it was due`);
      t.require('DE-TIME-2', true, 'a server may be late');
      t.observe('Q-LATE', late <= JUDGING.lateness ? 'within-30s' : 'any');
    },
  }),

  delayedEventsCheck({
    id: 'timing.without-requests',
    title: 'an event is sent when it is due though nobody asks the server for anything',
    requirements: ['DE-SEND-1'],
    needs: { ownAccount: true, alone: true, wait: 2 },
    async run(t) {
      const room = await t.alice.createRoom();
      await requireUnasked(t, 'DE-SEND-1', room, () => t.schedule(t.alice, room, { delay: t.beats(0.5) }));
    },
  }),

  ...Object.entries(KINDS).map(([kind, wish]) =>
    delayedEventsCheck({
      id: `timing.lateness-of-${kind}-unlike-their-delay`,
      title: `how late ${kind} come does not grow with their delay: it is not stretched`,
      requirements: ['DE-SEND-1'],
      needs: { wait: 6 },
      async run(t) {
        const room = await t.alice.createRoom();
        const events: DelayedEvent[] = [];
        const end = t.now() + t.beats(6);
        for (const beats of DELAYS) {
          await t.waitUntil(end - t.beats(beats));
          events.push(await t.schedule(t.alice, room, { ...wish(beats), delay: t.beats(beats) }));
        }

        for (const event of events) await t.requireDue('DE-SEND-1', event, `a delay of ${event.delay} ms`);

        requireUnlikeDelay(t, events);
      },
    }),
  ),
];

/** Judges that the lateness of events is not, throughout, the same part of their delay. */
function requireUnlikeDelay(t: DelayedEventsContext, events: readonly DelayedEvent[]): void {
  const lates = events.map((event) => ({ delay: event.delay, late: latenessOf(event) }));
  const longest = lates.toSorted((one, other) => other.delay - one.delay)[0];
  const part = longest === undefined ? 0 : longest.late / longest.delay;
  const isStretched = part > WORTH_A_LOOK && lates.every(({ delay, late }) => Math.abs(late - part * delay) < NOISE_MS);
  // By chance it may look like that once, where there is little of it.
  const isLittle = (longest?.late ?? 0) < 20 * NOISE_MS;
  if (isStretched && isLittle && t.canLookAgain) throw new TooCoarse('events come late, as if delays were stretched');
  const told = lates.map(({ delay, late }) => `after ${delay} ms it was ${Math.round(late)} ms`);
  t.require('DE-SEND-1', !isStretched, `the longer the delay, the later the event: ${told.join(', ')}`);
}
