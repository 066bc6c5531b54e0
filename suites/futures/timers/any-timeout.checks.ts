import { type Arbitrary, array, constantFrom, integer, oneof, tuple } from 'fast-check';

import type { Check } from '../../kit/checks/check.js';
import { Violation } from '../../kit/checks/verdict.js';
import { isEventOf } from '../../scheduled-events/scheduled-event.js';
import type { Future } from '../words/future.js';
import type { FuturesContext } from '../words/futures-context.js';
import { anyStoryCheck } from '../chance/any-story-check.js';
import { askable, durationBetween, inUnits } from '../../chance/durations.js';

const DAY_MS = 86_400_000;

/** Where units and machine words end, in milliseconds. */
const EDGES = [1_000, 60_000, 3_600_000, DAY_MS, 7 * DAY_MS, 2 ** 31, 2 ** 32];

/** More than this does not fit into 31 bits. */
const LONGEST_IN_31_BITS = 2 ** 31 - 1;

/** What all servers are made for. */
const ORDINARY_MS = 5_000;

/** How long is waited in real time at the most, in beats. */
const REACH_IN_BEATS = 6;

/** Timeouts of any length, some of them at the edges of units and machine words. */
const timeouts: Arbitrary<number> = oneof(
  { weight: 3, arbitrary: durationBetween(1, 100 * DAY_MS) },
  {
    weight: 1,
    arbitrary: tuple(constantFrom(...EDGES), integer({ min: -1_000, max: 1_000 })).map(([edge, off]) =>
      Math.max(1, edge + off),
    ),
  },
);

/** Timers of any length, one or several at a time, run their full length (TIME-2, TIME-3, SCHED-12). */
export const timeoutLengthChecks: readonly Check[] = [
  anyStoryCheck<readonly number[]>({
    id: 'timers.any-timeout',
    title: 'whatever the timeouts of some futures are, each event comes at its own time',
    requirements: ['TIME-2', 'TIME-3'],
    alsoJudges: ['SCHED-12', 'TIME-1', 'TIME-5'],
    needs: { wait: REACH_IN_BEATS, embedded: { futures: { maxTimeout: null } } },
    pending: 3,
    stories: array(timeouts, { maxLength: 3 }),
    runs: { virtual: 24, real: 12 },
    tell: tellTimeouts,
    inWords: (all) => `timeouts of ${all.map(inUnits).join(', ')}`,
    // An ordinary one, what fits into 31 bits, and each by itself.
    simpler: (all) => [
      [ORDINARY_MS],
      ...all.filter(isBeyond31Bits).map(() => [LONGEST_IN_31_BITS]),
      ...(all.length > 1 ? all.map((ms) => [ms]) : []),
    ],
  }),
];

async function tellTimeouts(t: FuturesContext, asked: readonly number[]): Promise<void> {
  const room = await t.alice.createRoom();
  // Not at the beginning of a second or a minute: servers may count in those.
  await t.letTimePass(137);
  const futures: Future[] = [];
  for (const ms of asked) {
    const timeout = askable(t.dialect.unit, ms);
    const type = `org.example.${t.uniqueName('type')}`;
    const wish = { type, txnId: t.uniqueName('txn'), content: t.text('at its time'), timeout };
    const answer = await t.tryMessage(t.alice, room, wish);
    // More than the server is known to take may be more than its maximum (SCHED-11).
    if (answer.refused && timeout > t.far) continue;
    futures.push(t.accept(t.alice, room, wish, answer));
  }
  const byDeadline = futures.toSorted((one, other) => (one.due?.latest ?? 0) - (other.due?.latest ?? 0));
  const reach = t.time === 'virtual' ? Number.POSITIVE_INFINITY : t.beats(REACH_IN_BEATS);
  const groups = new Set(futures.map(({ group }) => group));
  t.presuppose('GROUP-3', groups.size === futures.length, 'futures without a group id got the same one');
  const neverComing = aboutNeverComing(asked);

  for (const future of byDeadline.filter(({ timeout = 0 }) => timeout <= reach)) {
    const why = `a timeout of ${future.timeout} ms`;
    await t.requireDue(neverComing, future, why, { early: aboutEarliness(future) });
    t.require('TIME-2', true, why);
    t.require('TIME-3', true, why);
  }

  // What nobody lives to see must not come meanwhile.
  const beyond = byDeadline.filter(({ timeout = 0 }) => timeout > reach);
  if (beyond.length === 0) return;
  await t.letTimePass(reach);
  await t.fence(room);
  for (const future of beyond) {
    const early = room.timeline.arrivals.find(({ event }) => isEventOf(future)(event));
    if (early !== undefined)
      throw new Violation(
        aboutEarliness(future),
        {
          expected: `an event that waits for ${future.timeout} ms`,
          seen: 'it came already',
          symptom: 'early',
          amiss: { unwanted: [early.event] },
          sentence: `a timeout of ${future.timeout} ms ran out already`,
        },
        { firm: true },
      );
    t.require(aboutEarliness(future), true, 'it does not run out early');
  }
}

/** Where ordinary timers never run out there are none; where others do not, it is for their length or their number. */
function aboutNeverComing([first, ...others]: readonly number[]): 'SCHED-6' | 'TIME-1' | 'TIME-5' {
  if (others.length > 0) return 'TIME-5';
  return first === ORDINARY_MS ? 'SCHED-6' : 'TIME-1';
}

function aboutEarliness({ timeout = 0 }: Future): 'SCHED-12' | 'TIME-2' {
  return isBeyond31Bits(timeout) ? 'SCHED-12' : 'TIME-2';
}

function isBeyond31Bits(ms: number): boolean {
  return ms > LONGEST_IN_31_BITS;
}
