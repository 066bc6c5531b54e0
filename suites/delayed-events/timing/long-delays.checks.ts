import type { Check } from '../../kit/checks/check.js';
import { Violation } from '../../kit/checks/verdict.js';
import type { Answer } from '../../kit/connection/answer.js';
import { isEventOf, restartTimer } from '../../scheduled-events/scheduled-event.js';
import type { DelayedEvent } from '../words/delayed-event.js';
import { delayedEventsCheck } from '../words/delayed-events-check.js';
import type { DelayedEventsContext, Id } from '../words/delayed-events-context.js';

const HOUR_MS = 3_600_000;
const TWO_SECONDS_MS = 2_000;

/** What fits into 31 bits, and is longer than a day: what goes wrong with that has nothing to do with them. */
const WITHIN_31_BITS = 2 ** 31 - TWO_SECONDS_MS;

/** What fits into 31 bits and hardly into 32; what is more, and of which machine words leave a moment or nothing. */
const BEYOND_31_BITS = [2 ** 31, 2 ** 31 + TWO_SECONDS_MS, 2 ** 32 + TWO_SECONDS_MS, 5 * 2 ** 32 - 1];

/** How long is waited for what is not to come, in beats: as long as for what is. */
const WAIT = 6;

/** Delays that last longer than somebody looks, and so must not be over before (DE-TIME-1, DE-TIME-5). */
export const longDelayChecks: readonly Check[] = [
  delayedEventsCheck({
    id: 'timing.long-delays',
    title: 'an event with a delay that is longer than one waits has not come by then, be it by seconds or by hours',
    requirements: ['DE-TIME-1'],
    needs: { wait: WAIT },
    run: (t) => requireToWait(t, 'DE-TIME-1', [t.beats(8), t.beats(60), HOUR_MS - 1, 2 * HOUR_MS]),
  }),

  delayedEventsCheck({
    id: 'timing.beyond-31-bits',
    title:
      'an event with a delay of more milliseconds than fit into 31 bits is not sent before, after a restart either',
    requirements: ['DE-TIME-5'],
    needs: { wait: WAIT, embedded: { delayedEvents: { maxDelay: null } } },
    run: (t) =>
      requireToWait(t, 'DE-TIME-5', [...BEYOND_31_BITS, WITHIN_31_BITS], { restarted: BEYOND_31_BITS.slice(0, 2) }),
  }),
];

/**
 * Judges that events wait as long as somebody looks, and to their end where time costs nothing.
 *
 * @param delays - the last of them is scheduled while all others wait
 * @param restarted - the delays of further ones, which are restarted at once
 */
async function requireToWait(
  t: DelayedEventsContext,
  requirement: Id,
  delays: readonly number[],
  { restarted = [] }: { readonly restarted?: readonly number[] } = {},
): Promise<void> {
  const whenEarly = ({ delay }: DelayedEvent): Id => (delay === WITHIN_31_BITS ? 'DE-TIME-1' : requirement);
  const whenMissing = ({ delay }: DelayedEvent): Id => (delay === WITHIN_31_BITS ? 'DE-SEND-1' : requirement);
  const room = await t.alice.createRoom();
  const events: DelayedEvent[] = [];
  const restarts: Answer[] = [];
  // Where the event has come instead of waiting, that is what is broken.
  const requireRestarts = (): void => {
    for (const answer of restarts) t.presuppose('DE-ACT-7', answer.ok, `restart of an event that waits: got ${answer}`);
  };
  for (const [index, delay] of [...restarted, ...delays].entries()) {
    const wish = t.completed({ delay });
    const answer = await t.trySchedule(t.alice, room, wish);
    // More than the server is known to take may be more than its maximum (DE-LIM-1).
    if (answer.refused && delay > t.far) continue;
    const event = t.accept('DE-SCHED-1', t.alice, room, wish, answer);
    if (index < restarted.length) {
      const restarting = await t.tryAct(t.alice, event, 'restart');
      restartTimer(event, restarting, delay);
      restarts.push(restarting);
    }
    events.push(event);
  }
  if (events.length === 0) t.notApplicable('the server has a maximum, and takes no delay that long');

  if (t.time === 'virtual') {
    for (const event of events.toSorted((one, other) => one.delay - other.delay)) {
      await t.requireDue(whenMissing(event), event, `a delay of ${event.delay} ms`, { early: whenEarly(event) });
    }
    requireRestarts();
    return;
  }
  const until = Math.min(t.now() + t.beats(WAIT + 0.9), ...events.map(({ due }) => due?.earliest ?? 0));
  await t.waitUntil(until);
  const arrived = room.timeline.arrivals.filter(({ seenAt }) => seenAt < until);
  for (const event of events) {
    const early = arrived.find(({ event: seen }) => isEventOf(event)(seen));
    t.require(requirement, true, 'it waits');
    if (early !== undefined)
      throw new Violation(
        whenEarly(event),
        {
          expected: `an event that waits for ${event.delay} ms`,
          seen: 'it came already',
          symptom: 'early',
          amiss: { unwanted: [early.event] },
          sentence: `a delay of ${event.delay} ms was over before`,
        },
        { firm: true },
      );
  }
  requireRestarts();
}
