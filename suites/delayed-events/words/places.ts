import { Inconclusive } from '../../kit/checks/verdict.js';
import type { Answer } from '../../kit/connection/answer.js';
import type { WireForm } from '../wire/wire-form.js';
import type { Room } from '../../kit/rooms/room.js';
import type { User } from '../../kit/rooms/user.js';
import type { BareWish, DelayedEvent, DelayedEventWish } from './delayed-event.js';
import type { DelayedEventsContext } from './delayed-events-context.js';
import { retryAfter } from '../../kit/connection/retry-after.js';
import { isOfCap, pastRates } from './retry-after.js';
import type { ToldLimits } from './told-limits.js';

/** How many events a check has waiting at the most to reach a cap. */
export const MOST_PLACES = 100;

/** How many requests to schedule are under way at the same time. */
const AT_ONCE = 4;

/** The longest wait that the limit of a rate asks for. Milliseconds. */
const LONGEST_RATE = 10_000;

/** In one room no more than this are scheduled as long as there are others: a server may have a cap per room besides. */
export const PER_ROOM = 40;

/** So many events can be cancelled again on any server; of more it depends. */
const FEW = 12;

/** What has come of filling places. */
export interface Filled {
  readonly events: readonly DelayedEvent[];
  /** The refusal of the cap, where there was one before all places were filled. */
  readonly refusal?: Answer;
}

/**
 * How many events an account may have waiting, as the server says.
 *
 * @throws NotApplicable where it says nothing, or too many to be scheduled here
 */
export function placesIn(t: DelayedEventsContext, { maxScheduled }: ToldLimits): number {
  if (maxScheduled === undefined) t.notApplicable('the server tells no cap on waiting events');
  if (maxScheduled === 0) t.notApplicable('the server has delayed events switched off');
  if (maxScheduled > MOST_PLACES) t.notApplicable(`it would take ${maxScheduled} waiting events to reach the cap`);
  return maxScheduled;
}

/** As many rooms as it takes for so many events. */
export async function roomsFor(by: User, places: number): Promise<Room[]> {
  return Promise.all(Array.from({ length: Math.ceil(places / PER_ROOM) }, () => by.createRoom()));
}

/**
 * Schedules events of one user, in rooms by turns, until so many more wait.
 *
 * @param wishOf - what the event with the given number asks for
 * @param waiting - what the user has waiting already
 * @throws NotApplicable where the server limits rates so that there would be no end to it, or to cancelling all that again
 */
export async function fillPlaces(
  t: DelayedEventsContext,
  by: User,
  rooms: readonly Room[],
  count: number,
  wishOf: (number: number) => DelayedEventWish = () => ({}),
  waiting: readonly DelayedEvent[] = [],
): Promise<Filled> {
  if (count > FEW) await presupposeUnhurried(t, by);
  const events: DelayedEvent[] = [];
  let refusal: Answer | undefined;
  while (events.length < count && refusal === undefined) {
    const from = events.length;
    // The first by itself, so that it is known when the next one is due.
    const size = from === 0 ? 1 : Math.min(AT_ONCE, count - from);
    const outcomes = await Promise.all(
      Array.from({ length: size }, async (_, index) => {
        const room = rooms[(from + index) % rooms.length];
        if (room === undefined) throw new Error('there is no room to fill');
        const wish = t.completed(wishOf(from + index));
        const answer = await scheduleOneMore(t, by, room, wish, [...waiting, ...events]);
        return answer.status === 429 ? answer : t.accept('DE-SCHED-1', by, room, wish, answer);
      }),
    );
    for (const outcome of outcomes) {
      if ('delayId' in outcome) events.push(outcome);
      else refusal ??= outcome;
    }
  }
  return refusal === undefined ? { events } : { events, refusal };
}

/**
 * Asks for one more event, and waits out what is a rate limit rather than the cap. A 429 is the cap's where it says about
 * when the next event is due, or where it stays though as many events wait as may (DE-LIM-5).
 *
 * @param waiting - what the user has waiting
 * @param places - how many may wait, where that is known
 * @param form - the wire form to ask in, where it is another one than the checks speak
 * @returns the answer, which is a 429 only where that is the cap's
 * @throws NotApplicable where it is a rate limit that comes again and again
 * @throws Inconclusive where it is one that lasts
 */
export async function scheduleOneMore(
  t: DelayedEventsContext,
  by: User,
  room: Room,
  wish: BareWish,
  waiting: readonly DelayedEvent[],
  places = Number.POSITIVE_INFINITY,
  form?: WireForm,
): Promise<Answer> {
  const isFull = waiting.length >= places;
  const answer = await pastRates(
    t,
    () => t.trySchedule(by, room, wish, { patient: false }, form),
    (refusal) => isOfCap(refusal, waiting),
  );
  // Whose time had come may have made a place.
  if (answer.ok && isFull) for (const event of waiting) t.requireInTime(answer, event);
  if (answer.status !== 429 || isFull || isOfCap(answer, waiting)) return answer;
  const message = `the server limits the rate of scheduling: ${answer}`;
  if ((retryAfter(answer) ?? 0) <= LONGEST_RATE) t.notApplicable(message);
  throw new Inconclusive(message);
}

/**
 * Asks for one more event where one has just ended. A 429 is no rate's where it has stayed though its `Retry-After` was over
 * each time, and another user is not refused meanwhile: then it is the cap's, which knows of nothing that will end.
 *
 * @param other - who has places left
 * @returns the answer, which is a 429 only where that is the cap's
 */
export async function scheduleInFreedPlace(
  t: DelayedEventsContext,
  by: User,
  room: Room,
  wish: BareWish,
  waiting: readonly DelayedEvent[],
  other: User,
): Promise<Answer> {
  const refusedBy = (refusal: Answer): boolean => isOfCap(refusal, waiting);
  const answer = await pastRates(t, () => t.trySchedule(by, room, wish, { patient: false }), refusedBy);
  if (answer.status !== 429 || refusedBy(answer)) return answer;
  const isOver = (retryAfter(answer) ?? Number.POSITIVE_INFINITY) === 0;
  const isOfOne = isOver && (await t.trySchedule(other, room, t.completed(), { patient: false })).ok;
  return isOfOne ? answer : scheduleOneMore(t, by, room, wish, waiting);
}

/**
 * What it breaks that one more event was accepted than may wait: that the cap counts over all rooms, where it is kept in one
 * room by itself, or else the cap.
 *
 * @param room - the room of the one that was accepted
 * @param waiting - what waited before it
 */
export async function brokenByOneMore(
  t: DelayedEventsContext,
  by: User,
  room: Room,
  waiting: readonly DelayedEvent[],
  places: number,
): Promise<'DE-CAP-6' | 'DE-LIM-4'> {
  const here = waiting.filter((event) => event.room === room).length + 1;
  if (here > places) return 'DE-CAP-6';
  for (let number = here; number < places; number += 1) {
    const answer = await t.trySchedule(by, room, t.completed(), { patient: false });
    if (!answer.ok) return 'DE-CAP-6';
  }
  const beyond = await t.trySchedule(by, room, t.completed(), { patient: false });
  return beyond.ok ? 'DE-CAP-6' : 'DE-LIM-4';
}

/** Makes sure that many actions can be carried out in a row, as it takes to cancel many events. */
async function presupposeUnhurried(t: DelayedEventsContext, by: User): Promise<void> {
  for (let tries = 0; tries < FEW; tries += 1) {
    const answer = await t.tryAct(by, t.uniqueName('nobodys'), 'cancel', { patient: false });
    if (answer.status === 429)
      t.notApplicable(`the server limits actions, so that many events cannot be cancelled again`);
  }
}
