import type { Answer } from '../../kit/connection/answer.js';
import type { Check } from '../../kit/checks/check.js';
import { Inconclusive, TooCoarse } from '../../kit/checks/verdict.js';
import type { Room } from '../../kit/rooms/room.js';
import type { Span } from '../../kit/time/time-window.js';
import type { DelayedEvent, DelayedEventWish } from '../words/delayed-event.js';
import { restartTimer } from '../../scheduled-events/scheduled-event.js';
import { delayedEventsCheck } from '../words/delayed-events-check.js';
import type { DelayedEventsContext } from '../words/delayed-events-context.js';
import {
  MOST_PLACES,
  brokenByOneMore,
  fillPlaces,
  placesIn,
  roomsFor,
  scheduleInFreedPlace,
  scheduleOneMore,
} from '../words/places.js';
import { ALLOWED, SILENCED, changeLevels, mustBeForbidden } from '../words/power-levels.js';
import { presupposeReadable } from '../words/readable-by-pages.js';
import { isOfCap, pastRates, secondsUntilDue } from '../words/retry-after.js';
import { toldLimits } from '../words/told-limits.js';
import { unlessLimited } from '../words/unless-limited.js';

/**
 * An account of its own, whose places nobody else takes, and few of them where they are ours to choose. How many wait is
 * said only where no shared account takes part, which has to have but a few of its own.
 */
const CAPPED = {
  ownAccount: true,
  words: ['a capability'],
  embedded: { delayedEvents: { maxScheduled: 5 } },
} as const;

const TWO_HOURS_MS = 7_200_000;

const UNDER_A_MINUTE_MS = 58_000;

/** How many ask for the last place at the same time. */
const AT_ONCE = 5;

/** The cap on how many events a user may have waiting (DE-LIM-4 to DE-LIM-6). */
export const capChecks: readonly Check[] = [
  delayedEventsCheck({
    id: 'limits.cap-counts-what-waits',
    title: 'just what a user has waiting counts: everywhere, from every device, messages and state, each of them once',
    requirements: ['DE-LIM-4', 'DE-LIM-5'],
    needs: { ...CAPPED, accounts: 2 },
    async run(t) {
      const limits = await toldLimits(t);
      const places = placesIn(t, limits);
      const rooms = [await t.alice.createRoom({ members: [t.bob] }), ...(await roomsFor(t.alice, places))];
      const [shared, elsewhere = shared] = rooms;
      if (shared === undefined || elsewhere === undefined) throw new Error('there is a room');
      const firstWish = t.completed();
      const first = t.accept('DE-SCHED-1', t.alice, shared, firstWish, await t.trySchedule(t.alice, shared, firstWish));
      // None of these takes a place.
      await t.trySchedule(t.alice, shared, firstWish);
      await t.trySchedule(t.alice, shared, { ...t.completed(), delay: -1 });
      await t.restart(first);
      await t.restart(first);
      if (places > 1) await t.cancel(await t.schedule(t.alice, shared));
      const phone = t.alice.account.password === undefined ? t.alice : await t.secondDevice(t.alice);
      // Every other one waits for longer than an hour, where it may, and every fourth for the same state.
      const longest = Math.max(t.far, Math.min(TWO_HOURS_MS, limits.maxDelay ?? 0));
      const kinds = (number: number): DelayedEventWish =>
        number % 2 === 0 ? { stateKey: number % 4 === 0 ? 'desk' : `desk-${number}`, delay: longest } : {};
      const { events, refusal } = await fillPlaces(t, t.alice, rooms, Math.max(0, places - 2), kinds, [first]);
      const all = [first, ...events];
      // Due before the rest of hers, which are elsewhere, too: the next of them all is meant, and not of those of one room.
      const delay = Math.min(t.partOfFar(3 / 4), UNDER_A_MINUTE_MS);
      // Due before all of hers: when a place is free is another matter for each user.
      await t.schedule(t.bob, shared, { delay: Math.floor(delay / 2) });
      if (places > 1 && refusal === undefined) {
        const wish = t.completed({ delay });
        const answer = await scheduleOneMore(t, phone, shared, wish, all);
        if (answer.ok) all.push(t.accept('DE-SCHED-1', phone, shared, wish, answer));
        t.require('DE-LIM-4', answer.ok, `of ${places} events that may wait, the last one was refused: ${answer}`);
      }
      const early = `of ${places} events that may wait, number ${all.length + 1} was refused: ${refusal}`;
      t.require('DE-LIM-4', refusal === undefined, early);

      for (const [where, room, wish] of [
        ['a message in a room with others', shared, t.completed()],
        ['state in another room', elsewhere, t.completed({ stateKey: 'one more' })],
        ['a message in a room of its own', await t.alice.createRoom(), t.completed()],
      ] as const) {
        const answer = await scheduleOneMore(t, t.alice, room, wish, all, places);
        t.require('DE-LIM-4', !answer.ok, `${places} events may wait, and so many do: ${where} was accepted, too`);
        requireCapRefusal(t, answer, all, where);
      }
      for (const [way, schedule] of Object.entries(t.form.besides.schedule)) {
        const form = { ...t.form, schedule };
        const answer = await scheduleOneMore(t, t.alice, shared, t.completed(), all, places, form);
        const message = `${places} events may wait, and so many do: one by ${way} was accepted, too`;
        t.require('DE-LIM-4', answer.string('delay_id') === undefined, message);
      }
      await unlessLimited(() => requireCountedStill(t, shared, all, places));
    },
  }),

  delayedEventsCheck({
    id: 'limits.cap-refusal',
    title: 'one event too many is refused with 429, M_LIMIT_EXCEEDED, and the seconds until the next one is due',
    requirements: ['DE-LIM-5', 'DE-ERR-3'],
    needs: { ...CAPPED, pending: MOST_PLACES, wait: 2 },
    async run(t) {
      const places = placesIn(t, await toldLimits(t));
      const [room, ...others] = await roomsFor(t.alice, places);
      if (room === undefined) throw new Error('there is a room');
      // Due before the others, and not in a whole number of seconds: rounded down, it would be one less.
      const delay = places > 1 ? Math.min(60_500, t.partOfFar(1 / 2) + 500) : t.far;
      const near = { delay, txnId: t.uniqueName('near') };
      const nearWish = t.completed(near);
      const numberOfNear = Math.min(1, places - 1);
      const filled = await fillPlaces(t, t.alice, [room, ...others], places, (number) =>
        number === numberOfNear ? nearWish : {},
      );
      const { events, refusal } = filled;
      t.presuppose(
        'DE-CAP-6',
        refusal === undefined,
        `number ${events.length + 1} of ${places} was refused: ${refusal}`,
      );

      for (const [what, wish] of [
        ['a message', t.completed({ delay: t.beats(2) })],
        ['state', t.completed({ delay: t.beats(2), stateKey: 'desk' })],
        ['a message that would be due long after', t.completed()],
      ] as const) {
        const answer = await scheduleOneMore(t, t.alice, room, wish, events, places);
        requireCapRefusal(t, answer, events, `${what}, while as many wait as may`);
      }
      if (t.otherForm !== undefined && t.otherForm.lacks['a capability'] === undefined) {
        const answer = await scheduleOneMore(t, t.alice, room, t.completed(), events, places, t.otherForm);
        if (!answer.unrecognised) requireCapRefusal(t, answer, events, 'a message on the unstable path');
      }

      if (t.can('transaction ids of its own')) {
        const near = events[numberOfNear];
        const again = near && (await sayAgainAtTheCap(t, near, nearWish, events));
        const isSame = again?.string('delay_id') === near?.delayId;
        t.presuppose('DE-SCHED-6', isSame, `a request that had been accepted, said again at the cap, got ${again}`);
      }
      await t.letTimePass(t.beats(2));
      const restarted = events[numberOfNear];
      if (restarted !== undefined) {
        const later = await scheduleOneMore(t, t.alice, room, t.completed(), events, places);
        requireCapRefusal(t, later, events, 'a message when the next event has waited for a while');
        await restartAtTheCap(t, restarted);
        const answer = await scheduleOneMore(t, t.alice, room, t.completed(), events, places);
        requireCapRefusal(t, answer, events, 'a message after the next event was restarted');
        // It would be due before long where a long silence is needed.
        await t.cancel(restarted);
      }
      const far = events.filter((event) => event.room === room && event.delay === t.far);
      await t.requireNothing('DE-ERR-3', far, 'after it was refused for want of a place');
    },
  }),

  delayedEventsCheck({
    id: 'limits.last-place-at-once',
    title: 'of several requests at the same time no more are accepted than there are places left',
    requirements: ['DE-CAP-6'],
    needs: { ...CAPPED, pending: MOST_PLACES },
    async run(t) {
      const places = placesIn(t, await toldLimits(t));
      const rooms = await roomsFor(t.alice, places);
      const [room] = rooms;
      if (room === undefined) throw new Error('there is a room');
      const { events, refusal } = await fillPlaces(t, t.alice, rooms, places - 1);
      t.presuppose(
        'DE-CAP-6',
        refusal === undefined,
        `number ${events.length + 1} of ${places} was refused: ${refusal}`,
      );

      const wishes = Array.from({ length: AT_ONCE }, () => t.completed());
      const answers = await Promise.all(wishes.map((wish) => t.trySchedule(t.alice, room, wish, { patient: false })));

      const accepted = wishes.flatMap((wish, index) => {
        const answer = answers[index];
        if (answer?.ok !== true) return [];
        // Whose time had come may have made a place.
        for (const event of events) t.requireInTime(answer, event);
        return [t.accept('DE-SCHED-1', t.alice, room, wish, answer)];
      });
      const what = `${AT_ONCE} requests at the same time for the last place`;
      if (accepted.length === 0) throw new Inconclusive(`${what}: none was accepted, the first got ${answers[0]}`);
      if (accepted.length === 1 && t.time === 'real' && !areAnyAtOnce(answers)) {
        throw new TooCoarse(`${what}: each was answered before the next was sent`);
      }
      const isOne = accepted.length === 1;
      const all = [...events, ...accepted.slice(1)];
      const broken = isOne ? 'DE-CAP-6' : await brokenByOneMore(t, t.alice, room, all, places);
      const seen = `${accepted.length} were`;
      t.presuppose(broken, isOne, { what, expected: 'one of them to be accepted', seen });
      t.require('DE-CAP-6', isOne, what);
    },
  }),

  delayedEventsCheck({
    id: 'limits.places-freed',
    title:
      'an event that is cancelled, sent, sent by its timer, or has failed, makes room for one other, which nothing that is refused takes',
    requirements: ['DE-LIM-6', 'DE-ERR-3'],
    needs: { ...CAPPED, accounts: 2, wait: 4 },
    async run(t) {
      const places = placesIn(t, await toldLimits(t));
      const room = await t.bob.createRoom({ members: [t.alice], powerLevels: ALLOWED });
      const rooms = await roomsFor(t.alice, places);
      const { events, refusal } = await fillPlaces(t, t.alice, rooms, places);
      t.presuppose(
        'DE-CAP-6',
        refusal === undefined,
        `number ${events.length + 1} of ${places} was refused: ${refusal}`,
      );
      const waiting = new Set(events);
      const oneMore = async (
        what: string,
        wish = t.completed(),
        broken: 'DE-LIM-6' | 'DE-ERR-3' = 'DE-LIM-6',
      ): Promise<DelayedEvent> => {
        const answer = await scheduleInFreedPlace(t, t.alice, room, wish, [...waiting], t.bob);
        t.require(broken, answer.ok, `${what}, and there is no place for another one: ${answer}`);
        const event = t.accept(broken, t.alice, room, wish, answer);
        waiting.add(event);
        return event;
      };
      const nothingMore = async (
        kind: DelayedEventWish = {},
      ): Promise<ReturnType<DelayedEventsContext['completed']>> => {
        const wish = t.completed(kind);
        const answer = await scheduleOneMore(t, t.alice, room, wish, [...waiting], places);
        const broken = answer.ok ? await brokenByOneMore(t, t.alice, room, [...waiting], places) : 'DE-CAP-6';
        t.presuppose(broken, !answer.ok, `${places} events wait, as many as may, and one more was accepted`);
        return wish;
      };

      await nothingMore();
      const [first] = events;
      if (first === undefined) throw new Error('something waits');
      await t.cancel(first);
      waiting.delete(first);
      // What is over is over once.
      await t.tryAct(t.alice, first, 'cancel');
      const second = await oneMore('one event was cancelled');
      await nothingMore();
      await t.requireSent('DE-ACT-5', second, await t.send(second), 'after send');
      waiting.delete(second);
      const third = await oneMore('one event was sent', t.completed({ delay: t.beats(1) }));
      await t.requireDue('DE-SEND-1', third, 'beside as many events as may wait');
      for (const sent of [second, third]) await t.tryAct(t.alice, sent, 'send');
      waiting.delete(third);
      const fourth = await oneMore('one event was sent by its timer', t.completed({ delay: t.beats(2) }));
      t.requireInTime(await changeLevels(room, SILENCED), fourth);
      mustBeForbidden(await t.alice.trySend(room, 'm.room.message', t.text('forbidden')));
      await t.requireNothing('DE-PERM-1', fourth, 'what its sender may not send when it is due');
      await changeLevels(room, ALLOWED);
      waiting.delete(fourth);
      const last = await oneMore('one event has failed');
      await nothingMore();
      if (t.can('a lookup')) {
        // What a send could not send waits still and takes its place, or is over and makes room (Q-KEEP).
        await changeLevels(room, SILENCED);
        await t.tryAct(t.alice, last, 'send');
        await changeLevels(room, ALLOWED);
        const seen = await t.tryLookup(t.alice, last);
        const waits = seen.ok && t.form.read(seen.json ?? null).finalised === undefined;
        if (waits) await nothingMore();
        else {
          waiting.delete(last);
          await oneMore('one event was over after a send that could not send');
        }
      }
      // Until here only messages were refused.
      await nothingMore({ stateKey: 'desk' });
      // Not one that could not be sent, where there is another.
      const next = [...waiting].find((event) => event !== last) ?? last;
      await t.cancel(next);
      waiting.delete(next);
      const state = 'state was refused at the cap, and then an event was cancelled';
      const afterState = await oneMore(state, t.completed(), 'DE-ERR-3');
      const refused = await nothingMore();
      await t.cancel(afterState);
      waiting.delete(afterState);
      const same = 'the same request was refused at the cap, and then an event was cancelled';
      await oneMore(same, refused, 'DE-ERR-3');
    },
  }),
];

/** Judges that what a user has waiting counts still after another device has logged out, and a room was left, that had nothing to do with it. */
async function requireCountedStill(
  t: DelayedEventsContext,
  room: Room,
  waiting: readonly DelayedEvent[],
  places: number,
): Promise<void> {
  const after = 'after a room without any was left, and another device, with nothing scheduled, has logged out';
  await t.alice.leave(await t.alice.createRoom());
  if (t.alice.account.password !== undefined) {
    const other = await t.secondDevice(t.alice);
    await other.request('POST', '/_matrix/client/v3/logout', { json: {} });
  }
  const answer = await scheduleOneMore(t, t.alice, room, t.completed(), waiting, places);
  // What is gone leaves its place.
  if (answer.ok) for (const event of waiting) await t.requireScheduled('DE-SEND-1', event, after);
  t.require('DE-LIM-4', !answer.ok, `${places} events may wait, and so many do: one more was accepted ${after}`);
  requireCapRefusal(t, answer, waiting, `a message ${after}`);
}

/** Whether one of some requests was sent before another one that had been sent was answered. */
function areAnyAtOnce(requests: readonly Span[]): boolean {
  const inOrder = requests.toSorted((one, other) => one.sentAt - other.sentAt);
  return inOrder.some((one, index) => (inOrder[index + 1]?.sentAt ?? Number.POSITIVE_INFINITY) < one.answeredAt);
}

/**
 * Says a request again that has scheduled an event, while as many wait as may. What a limit of rates refuses for good it
 * refuses where the cap would otherwise, too.
 *
 * @throws NotApplicable where one does
 */
async function sayAgainAtTheCap(
  t: DelayedEventsContext,
  { by, room }: DelayedEvent,
  wish: DelayedEventWish,
  events: readonly DelayedEvent[],
): Promise<Answer> {
  const say = (said: DelayedEventWish): Promise<Answer> =>
    pastRates(
      t,
      () => t.trySchedule(by, room, said, { patient: false }),
      (refusal) => isOfCap(refusal, events),
    );
  const again = await say(wish);
  if (again.status !== 429 || isOfCap(again, events)) return again;
  const other = await say(t.completed());
  if (!isOfCap(other, events)) t.notApplicable(`the server limits the rate of scheduling: ${other}`);
  // Meanwhile time has passed, with which a limit of rates may have ended.
  return say(wish);
}

/** Restarts an event while as many wait as may: the cap keeps nobody from that. A limit of rates would refuse other restarts, too. */
async function restartAtTheCap(t: DelayedEventsContext, event: DelayedEvent): Promise<void> {
  const seen = await t.tryAct(event.by, event, 'restart', { patient: false });
  if (seen.status === 429) {
    const other = await t.tryAct(event.by, t.uniqueName('nobodys'), 'restart', { patient: false });
    t.presuppose('DE-ACT-7', other.status === 429, { what: 'restart while as many wait as may', expected: 200, seen });
  }
  if (seen.ok) restartTimer(event, seen, event.delay);
  else await t.restart(event);
}

/** Judges that a request was refused because no place is left, with the time at which there is one. */
function requireCapRefusal(
  t: DelayedEventsContext,
  answer: Answer,
  events: readonly DelayedEvent[],
  what: string,
): void {
  // What is overdue takes its place still, and nobody can tell for how long.
  for (const event of events) t.requireInTime(answer, event);
  t.requireRefused('DE-LIM-5', answer, { status: 429, errcodes: ['M_LIMIT_EXCEEDED'] }, what);
  const accepted = events[0]?.answer;
  if (accepted !== undefined) presupposeReadable(t, answer, accepted, what);
  const header = answer.headers['retry-after'];
  const isWhole = /^\d+$/.test(header ?? '');
  t.require('DE-LIM-5', isWhole, { what, expected: 'whole seconds in Retry-After', seen: header });
  const seconds = Number(header);
  const { least, most } = secondsUntilDue(answer, events);
  const wanted = least === most ? `${least}` : `${least} to ${most}`;
  const message = `${what}: the next event is due in ${wanted} s, and Retry-After says ${header}`;
  t.require('DE-LIM-5', seconds >= least && seconds <= most, message);
}
