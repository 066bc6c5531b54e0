import type { Discrepancy } from '../../kit/checks/discrepancy.js';
import { dueAfter } from '../../kit/time/time-window.js';
import { isEventOf } from '../../scheduled-events/scheduled-event.js';
import type { Future } from '../words/future.js';
import type { FuturesContext } from '../words/futures-context.js';
import type { OrdinaryBreach } from '../../blame/ordinary.js';

/** One timer runs out while others of the room and of another one wait (TIME-5). */
export async function timers(t: FuturesContext): Promise<OrdinaryBreach | undefined> {
  if (t.nothingComes) return undefined;
  const room = await t.alice.createRoom();
  const waiting = [await t.message(t.alice, room), await t.message(t.alice, await t.alice.createRoom())];
  const due = await t.message(t.alice, room, { timeout: t.beats(1) });
  for (const future of waiting) if (!(await t.isListed(future))) return undefined;

  if ((await t.eventIn(room, isEventOf(due), due.due?.latest ?? 0)) === undefined) return undefined;

  for (const future of waiting) {
    if (await t.isListed(future)) continue;
    const message = `a future of the group ${future.group} is gone after the timer of another group has run out`;
    return { requirement: 'TIME-5', wrong: message, alike: ['TOKEN-11'] };
  }
  return undefined;
}

/**
 * A future is refreshed twice, while one of another group runs on (TOKEN-3 to TOKEN-5). One that runs out before shows
 * that timers are in order otherwise.
 */
export async function refreshing(t: FuturesContext): Promise<OrdinaryBreach | undefined> {
  if (t.nothingComes) return undefined;
  const room = await t.alice.createRoom();
  const before = await t.message(t.alice, room, { timeout: t.beats(1) });
  const steady = await t.message(t.alice, room, { timeout: t.beats(5) });
  const refreshed = await t.message(t.alice, room, { timeout: t.beats(5) });
  const lateness = async (future: Future, due = future.due): Promise<number | undefined> => {
    const { earliest = 0, latest = 0 } = due ?? {};
    const arrival = await t.eventIn(room, isEventOf(future), latest);
    if (arrival === undefined) return undefined;
    return arrival.seenAt < earliest ? arrival.seenAt - earliest : Math.max(0, arrival.seenAt - latest);
  };
  // Up to a beat is a matter of how exact timers are. What is looked for makes two beats.
  const inTime = (late: number | undefined): boolean => late !== undefined && Math.abs(late) <= t.beats(1);
  if (!inTime(await lateness(before))) return undefined;

  await t.waitUntil((before.due?.latest ?? 0) + t.beats(1));
  const first = await t.callToken(refreshed.refreshToken ?? '');
  if (!first.ok) return { requirement: 'TOKEN-3', wrong: `the refresh token of a living future gets ${first}` };
  await t.waitUntil(first.answeredAt + t.beats(2));
  const second = await t.callToken(refreshed.refreshToken ?? '');
  if (second.refused && (await t.isListed(refreshed)))
    return { requirement: 'TOKEN-4', wrong: `a refresh token that is called for the second time gets ${second}` };

  if (inTime(await lateness(steady, dueAfter(second, t.beats(5)))))
    return { requirement: 'TOKEN-5', wrong: 'refreshing a future has restarted the timer of another group' };
  if (!inTime(await lateness(steady))) return undefined;
  const late = await lateness(refreshed, dueAfter(second, t.beats(5)));
  if (inTime(late)) return undefined;
  const onlyOnce = inTime(await lateness(refreshed, dueAfter(first, t.beats(5))));
  return {
    requirement: onlyOnce ? 'TOKEN-4' : 'TOKEN-3',
    wrong: wrongAfterRefreshing(late),
  };
}

/** @param late - how late the event came, in milliseconds; negative where it came before, absent where it never came */
function wrongAfterRefreshing(late: number | undefined): Discrepancy {
  const expected = 'a future that was refreshed twice one timeout after that';
  if (late === undefined) return { expected, seen: 'it never comes', symptom: 'missing' };
  const distance = `${Math.abs(Math.round(late))} ms`;
  return late < 0
    ? { expected, seen: `it comes ${distance} before that`, symptom: 'early' }
    : { expected, seen: `it comes ${distance} later than that`, symptom: 'late' };
}
