import { type Arbitrary, array, constantFrom, integer, nat, oneof, record } from 'fast-check';

import type { Check } from '../../kit/checks/check.js';
import { isEventOf } from '../../scheduled-events/scheduled-event.js';
import type { FuturesContext } from '../words/futures-context.js';
import { anyStoryCheck } from '../chance/any-story-check.js';
import { askable, durationBetween, inUnits } from '../../chance/durations.js';
import { type Kind, schedule } from '../chance/either-kind.js';

/** A timer, and when it is restarted. */
interface Rhythm {
  readonly kind: Kind;
  /** Milliseconds where time costs nothing. */
  readonly timeout: number;
  /** How often it is refreshed. */
  readonly times: number;
  /** Before each refresh so many hundredths of the timeout pass, by turns. */
  readonly pauses: readonly number[];
}

const rhythms: Arbitrary<Rhythm> = record({
  kind: constantFrom('message', 'state'),
  timeout: durationBetween(1_000, 3_600_000),
  times: oneof(
    { weight: 2, arbitrary: integer({ min: 1, max: 8 }) },
    { weight: 1, arbitrary: nat({ max: 160 }).map((more) => 1 + more) },
  ),
  pauses: array(integer({ min: 1, max: 99 }), { minLength: 1, maxLength: 4 }),
});

/** However often and whenever a timer is restarted, the event comes one timeout after the last time (TOKEN-3, TOKEN-4). */
export const refreshingChecks: readonly Check[] = [
  anyStoryCheck<Rhythm>({
    id: 'tokens.any-rhythm-of-refreshes',
    title: 'however often and at whatever distances a future is refreshed, its event comes one timeout after the last',
    requirements: ['TOKEN-3'],
    alsoJudges: ['TOKEN-4'],
    needs: { wait: 8 },
    pending: 1,
    stories: rhythms,
    runs: { virtual: 24, real: 12 },
    tell: tellRhythm,
    inWords: ({ kind, timeout, times, pauses }) =>
      `a ${kind} future of ${inUnits(timeout)} is refreshed ${times} times, each after ${pauses.join(', ')} percent of that by turns`,
    // A timer that is never refreshed, and one that is refreshed once.
    simpler: (rhythm) => [0, 1].filter((times) => times < rhythm.times).map((times) => ({ ...rhythm, times })),
  }),
];

async function tellRhythm(t: FuturesContext, { kind, timeout: asked, times, pauses }: Rhythm): Promise<void> {
  const { mostTimes, longestPause } = PATIENCE[t.time];
  const room = await t.alice.createRoom();
  // Not at the beginning of a second or a minute: servers may count in those.
  await t.letTimePass(137);
  const timeout = t.shrinkable(askable(t.dialect.unit, asked), 2);
  const future = await schedule(t, t.alice, room, kind, { timeout });
  let before = future.due;
  const count = Math.min(times, mostTimes);
  // What is wrong after one refresh is wrong with refreshing; what is wrong only after more, with doing so again.
  const about = count > 1 ? 'TOKEN-4' : 'TOKEN-3';
  for (let done = 0; done < count; done += 1) {
    const percent = Math.min(pauses[done % pauses.length] ?? 0, longestPause);
    await t.letTimePass(Math.floor((timeout * percent) / 100));
    const answer = await t.callToken(future.refreshToken ?? '');
    t.requireInTime(answer, future);
    t.presuppose('TOKEN-1', answer.status !== 401, `the token endpoint wants an access token: ${answer}`);
    t.requireAcceptance(about, answer, `refreshing for the ${done + 1}. time`);
    before = future.due;
    t.restarted(future, answer);
  }

  const why = `a timeout of ${timeout} ms after ${count} refreshes`;
  if (count === 0 || before === undefined) return void (await t.requireDue('TIME-1', future, why));
  if (t.time === 'virtual') {
    // Where time is exact, any lateness tells.
    const { latest = 0 } = future.due ?? {};
    const arrival = await t.eventIn(room, isEventOf(future), latest);
    const late = (arrival?.seenAt ?? latest) - latest;
    t.require(about, late <= 0, `${why}: the event came ${late} ms after it was due`);
  }
  // Added to the old deadline it would be due that much later.
  const instead = { earliest: before.earliest + timeout, latest: before.latest + timeout };
  await t.requireDue(about, future, why, { early: about, instead });
}

/** What keeps a story within a person's patience, and its refreshes clear of deadlines where requests take their time. */
const PATIENCE = {
  virtual: { mostTimes: Number.POSITIVE_INFINITY, longestPause: 99 },
  real: { mostTimes: 5, longestPause: 60 },
} as const;
