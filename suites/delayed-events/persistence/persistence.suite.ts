import type { Suite } from '../../kit/checks/check.js';
import type { Answer } from '../../kit/connection/answer.js';
import { type JsonValue, dig, isRecord, sameJson } from '../../kit/rooms/matrix-json.js';
import type { Room } from '../../kit/rooms/room.js';
import type { Span } from '../../kit/time/time-window.js';
import { isEventOf } from '../../scheduled-events/scheduled-event.js';
import { failedEvent } from '../actions/failed-event.js';
import type { LookedUp } from '../wire/wire-form.js';
import type { DelayedEvent } from '../words/delayed-event.js';
import { delayedEventsCheck } from '../words/delayed-events-check.js';
import type { DelayedEventsContext } from '../words/delayed-events-context.js';
import { asGuest } from '../words/as-guest.js';
import { MOST_PLACES, fillPlaces, scheduleOneMore } from '../words/places.js';
import { toldLimits } from '../words/told-limits.js';
import { unlessLimited } from '../words/unless-limited.js';
import { untilOver } from '../words/until-over.js';
import { untouched } from '../words/untouched.js';
import { isOutOfOrder } from './out-of-order.js';

/** How long events have waited when the server is restarted, in beats: the same in all checks, which restart it together. */
const BEFORE_RESTART = 2;

/** What outlives a restart of the server (DE-PERS-1 to DE-PERS-3). */
export const persistenceSuite: Suite = {
  revision: 'delayed-events',
  area: 'persistence',
  checks: [
    delayedEventsCheck({
      id: 'persistence.waiting-events',
      title:
        'what was scheduled before the server restarts is sent when it is due, and not before, message and state alike',
      requirements: ['DE-PERS-1', 'Q-PERSIST'],
      needs: { restart: true, pending: 5, wait: 6 },
      async run(t) {
        const room = await t.alice.createRoom();
        const [message, state] = [
          await t.schedule(t.alice, room, { delay: t.beats(6) }),
          await t.schedule(t.alice, room, { delay: t.beats(6), stateKey: 'desk' }),
        ];
        const far = await t.schedule(t.alice, room);
        const sent: DelayedEvent[] = [];
        for (const kind of [{}, { stateKey: 'sent' }]) {
          const event = await t.schedule(t.alice, room, { ...kind, delay: t.beats(6) });
          await t.requireSent('DE-ACT-5', event, await t.send(event), 'before the server restarts');
          sent.push(event);
        }
        await t.letTimePass(t.beats(BEFORE_RESTART));
        const lately = await t.schedule(t.alice, room, { delay: t.beats(4) });

        const absence = await restart(t, room);

        const send = await t.tryAct(t.alice, far, 'send');
        t.observe('Q-PERSIST', send.ok ? 'kept' : 'lost');
        t.require('DE-PERS-1', send.ok, `send of what was scheduled before the server restarted: got ${send}`);
        await t.requireSent('DE-PERS-1', far, send, 'what was scheduled before the server restarted');
        excuse([message, state, lately], absence);
        const after = 'after the server restarted';
        for (const event of [message, state, lately]) {
          await t.requireOneOf('DE-PERS-1', [event], event.due?.latest ?? t.now(), after);
        }
        // Where delays begin anew with the server, what has waited longer comes later, however late all are.
        for (const event of [message, state]) {
          const behind = Math.round(seenAt(event) - seenAt(lately));
          t.require('DE-PERS-1', behind < t.beats(1.5), {
            what: after,
            expected: 'what had waited for a while no later than what had just been scheduled, and was due after it',
            seen: `it came ${behind} ms later`,
            symptom: 'late',
          });
        }
        for (const event of [message, state, lately]) {
          await t.requireDue('DE-PERS-1', event, after, { early: 'DE-PERS-1' });
        }
        await t.requireNothing('DE-SEND-2', [message, state, lately, far, ...sent], 'after the server restarted');
      },
    }),

    delayedEventsCheck({
      id: 'persistence.events-of-guests',
      title: 'what a guest has scheduled before the server restarts is sent when it is due, and not before',
      requirements: ['DE-PERS-1'],
      needs: { restart: true, wait: 6 },
      run: (t) =>
        asGuest(t, async (guest, room) => {
          const wish = t.completed({ delay: t.beats(6) });
          const answer = await t.trySchedule(guest, room, wish);
          if (!answer.ok) t.notApplicable(`guests cannot schedule anything here: ${answer}`);
          const event = t.accept('DE-GUEST-1', guest, room, wish, answer);
          await t.letTimePass(t.beats(BEFORE_RESTART));

          const absence = await restart(t, room);

          const known = await guest.request('GET', '/_matrix/client/v3/account/whoami');
          if (!known.ok) t.notApplicable(`the server keeps no guests when it restarts: ${known}`);
          excuse([event], absence);
          await t.requireDue('DE-PERS-1', event, 'what a guest had scheduled before the server restarted', {
            early: 'DE-PERS-1',
          });
        }),
    }),

    delayedEventsCheck({
      id: 'persistence.overdue-events',
      title: 'what falls due while the server is away is sent soon after it is back, the earliest first',
      requirements: ['DE-PERS-2'],
      needs: { restart: true, pending: 10, wait: 7 },
      async run(t) {
        const room = await t.alice.createRoom();
        const events: DelayedEvent[] = [];
        // The later ones are for servers that others keep from being restarted at once.
        for (const beats of [2.8, 2.2, 2.5, 5.2, 4, 6.4, 3.4, 4.6, 5.8]) {
          events.push(await t.schedule(t.alice, room, { delay: t.beats(beats) }));
        }
        await t.letTimePass(t.beats(BEFORE_RESTART));
        const soon = t.beats(3) + 3 * t.usualLateness;

        const absence = await restart(t, room);

        const inOrder = events.toSorted((one, other) => one.delay - other.delay);
        const overdue = inOrder.filter(({ due }) => due !== undefined && isDuring(absence, due.earliest, due.latest));
        if (overdue.length === 0) t.notApplicable('the server was back before anything fell due');
        excuse(events, absence);
        for (const event of inOrder) await t.requireDue('DE-PERS-2', event, 'what fell due while the server was away');
        const came = room.timeline.arrivals.flatMap(({ event: seen, seenAt }) => {
          const event = overdue.find((each) => isEventOf(each)(seen));
          return event === undefined ? [] : [{ event, seenAt }];
        });
        const dues = came.map(({ event }) => event.due);
        const isInOrder = !isOutOfOrder(dues, t.usualLateness);
        t.require('DE-PERS-2', isInOrder, 'what fell due while the server was away did not come in that order');
        const late = Math.round(Math.max(...came.map(({ seenAt }) => seenAt)) - absence.answeredAt);
        t.advise('DE-PERS-2', late < soon, `what fell due meanwhile came ${late} ms after the server was back`);
      },
    }),

    delayedEventsCheck({
      id: 'persistence.all-about-events',
      title:
        'a restart of the server keeps who owns an event, its last restart, its place, transaction ids, and what is over',
      requirements: ['DE-PERS-3'],
      needs: {
        restart: true,
        ownAccount: true,
        accounts: 2,
        pending: 7,
        wait: 7,
        embedded: { delayedEvents: { maxScheduled: 10 } },
      },
      async run(t) {
        const room = await t.alice.createRoom({ members: [t.bob] });
        const wish = t.completed();
        const event = t.accept('DE-SCHED-1', t.alice, room, wish, await t.trySchedule(t.alice, room, wish));
        const before = await t.trySchedule(t.alice, room, wish);
        t.presuppose('DE-SCHED-5', before.string('delay_id') === event.delayId, {
          what: 'the same request once more',
          expected: event.delayId,
          seen: before,
        });
        const [sent, cancelled] = [await t.schedule(t.alice, room), await t.schedule(t.alice, room)];
        const timed = await t.schedule(t.alice, room, { delay: t.beats(1) });
        const seen = await t.requireSent('DE-ACT-5', sent, await t.send(sent), 'before the server restarts');
        await t.cancel(cancelled);
        const endedAt = t.now();
        const restarted = await t.schedule(t.alice, room, { delay: t.beats(5) });
        // Looked at however long the server is away, while the other one may be due by then.
        const farAway = await t.schedule(t.alice, room);
        const state = await t.schedule(t.alice, room, { stateKey: '' });
        await t.letTimePass(t.beats(BEFORE_RESTART));
        for (const each of [restarted, farAway]) await t.restart(each);
        const unmoved = await untouched(t, [event, farAway, state], 'DE-PERS-3');
        const unchanged = await shownAlike(t, [event, farAway, state]);
        // Where it is late it is one of those that wait.
        const isTimedSent = t.hasCome(timed);
        if (isTimedSent) await t.requireDue('DE-SEND-1', timed, 'before the server restarts');
        const kept = await stillKept(t, isTimedSent ? [sent, cancelled, timed] : [sent, cancelled]);
        const named = t.can('a delay_id in unsigned')
          ? await namedIn(t, room, isTimedSent ? [sent, timed] : [sent])
          : [];
        const ends = new Map<DelayedEvent, LookedUp | undefined>();
        for (const each of kept) ends.set(each, await shownUnlessForgotten(t, each));

        const absence = await restart(t, room);

        await unmoved('a restart of the server');
        await unchanged();
        const stillNamed = await namedIn(t, room, named);
        t.require('DE-PERS-3', stillNamed.length === named.length, {
          what: 'what was sent before the server restarted',
          expected: 'its delay_id in unsigned, as before',
          seen: `${named.length - stillNamed.length} of ${named.length} events without it`,
        });
        const again = await t.trySchedule(t.alice, room, wish);
        const isSame = again.string('delay_id') === event.delayId;
        const what = 'the same request after the server restarted';
        // Before, it was answered as it has to be.
        t.require('DE-PERS-3', isSame, { what, expected: event.delayId, seen: again }, { plain: true });
        if (t.can('actions of the owner alone')) {
          const foreign = await t.tryAct(t.bob, event, 'cancel');
          t.require('DE-PERS-3', foreign.status === 404, `cancel by another user after a restart: got ${foreign}`);
        }
        const own = await t.tryAct(t.alice, event, 'restart');
        t.require('DE-PERS-3', own.ok, `an action of the owner's after the server restarted: got ${own}`);
        const age = t.now() - endedAt;
        const keptSince = await stillKept(t, kept);
        if (keptSince.includes(sent)) {
          const found = await t.requireFinalised('DE-PERS-3', sent, 'sent', 'after the server restarted');
          const isTheSame = found.finalised?.eventId === seen.event_id;
          t.require('DE-PERS-3', isTheSame, `its event_id became ${String(found.finalised?.eventId)}`);
        }
        if (keptSince.includes(cancelled)) {
          await t.requireFinalised('DE-PERS-3', cancelled, 'cancelled', 'after the server restarted');
        }
        if (keptSince.includes(timed)) {
          await t.requireFinalised('DE-PERS-3', timed, 'sent', 'after the server restarted');
        }
        for (const each of keptSince) requireSameEnd(t, await shownUnlessForgotten(t, each), ends.get(each));
        excuse([restarted, timed], absence);
        if (!isTimedSent) await t.requireDue('DE-PERS-3', timed, 'what was due before the server restarted');
        await t.requireDue('DE-PERS-3', restarted, 'what was restarted before the server was', { early: 'DE-PERS-3' });
        if (keptSince.length < kept.length) await requireKeptNoLonger(t, age, () => endedByHand(t, room));
        const all = [event, sent, cancelled, timed, restarted, farAway, state];
        await t.requireNothing('DE-SEND-2', all, 'after the server restarted');
        await unlessLimited(() => requirePlacesTaken(t, room, [event, farAway, state]));
      },
    }),

    delayedEventsCheck({
      id: 'persistence.failed-events',
      title: 'what could not be sent before the server restarts has failed with the same error after it',
      requirements: ['DE-PERS-3'],
      needs: {
        restart: true,
        ownAccount: 'all',
        accounts: 2,
        pending: 2,
        wait: 2,
        words: ['a lookup of what is over'],
      },
      async run(t) {
        const event = await failedEvent(t);
        await untilOver(t, event);
        const endedAt = t.now();
        const before =
          t.form.read((await t.tryLookup(t.bob, event)).json ?? null).finalised ??
          t.notApplicable('the server has forgotten what has failed before it is restarted');

        await restart(t, event.room);

        const age = t.now() - endedAt;
        const answer = await t.tryLookup(t.bob, event);
        if (answer.status === 404) {
          await requireKeptNoLonger(t, age, async () => [await failedEvent(t)]);
          t.notApplicable('the server does not keep for so long what is over');
        }
        const what = 'how an event has ended that could not be sent, after the server restarted';
        t.requireAcceptance('DE-PERS-3', answer, what);
        const { entry, finalised: after } = t.form.read(answer.json ?? null);
        const isSame =
          after !== undefined &&
          after.at === before.at &&
          after.eventId === before.eventId &&
          sameJson(withoutWords(after.error), withoutWords(before.error));
        const expected = `as before: ${JSON.stringify(before)}`;
        t.require('DE-PERS-3', isSame, { what, expected, seen: JSON.stringify(entry) });
        const isSaidSo = sameJson(after?.error, before.error);
        t.advise('DE-PERS-3', isSaidSo, { what, expected, seen: JSON.stringify(entry) });
      },
    }),
  ],
};

/** Restarts the server. Where it does not know its rooms and users after that, nothing is to be said of events. */
async function restart(t: DelayedEventsContext, room: Room): Promise<Span> {
  const absence = await t.restartServer();
  const history = await t.alice.request('GET', `/_matrix/client/v3/rooms/${encodeURIComponent(room.id)}/state`);
  if (!history.ok) t.notApplicable(`the server keeps neither users nor rooms when it restarts: ${history}`);
  return absence;
}

/**
 * Notes what lookups show of events that wait.
 *
 * @returns judges that they show the same again
 */
async function shownAlike(t: DelayedEventsContext, events: readonly DelayedEvent[]): Promise<() => Promise<void>> {
  if (!t.can('a lookup')) return () => Promise.resolve();
  const wanted = new Map<DelayedEvent, JsonValue>();
  for (const event of events) wanted.set(event, asScheduled(await t.lookup(event)));
  return async () => {
    for (const [event, before] of wanted) {
      const after = asScheduled(await t.lookup(event, 'DE-PERS-3'));
      const [expected, seen] = [before, after].map((each) => JSON.stringify(each));
      const what = 'a lookup after the server restarted';
      t.require('DE-PERS-3', sameJson(after, before), { what, expected: `as before: ${expected}`, seen });
    }
  };
}

/** What a lookup shows of an event that is over: nothing where the server has forgotten it in this moment (DE-RET-1). */
async function shownUnlessForgotten(t: DelayedEventsContext, event: DelayedEvent): Promise<LookedUp | undefined> {
  const answer = await t.tryLookup(event.by, event);
  return answer.status === 404 ? undefined : t.form.read(answer.json ?? null);
}

/** Judges that what is over is shown as it was before the server restarted. */
function requireSameEnd(t: DelayedEventsContext, after: LookedUp | undefined, before: LookedUp | undefined): void {
  if (before === undefined || after === undefined) return;
  const isSame =
    sameJson(asScheduled(after), asScheduled(before)) &&
    after.since === before.since &&
    after.finalised?.at === before.finalised?.at;
  const [expected, seen] = [before, after].map(({ entry }) => JSON.stringify(entry));
  t.require('DE-PERS-3', isSame, { what: 'what is over, after the server restarted', expected, seen });
}

/** What stays as it was scheduled, however long an event waits. */
function asScheduled({ roomId, type, stateKey, delay, content }: LookedUp): JsonValue {
  return JSON.parse(JSON.stringify({ roomId, type, stateKey, delay, content })) as JsonValue;
}

/** Those of some events that are over that the server has kept so far: it may keep few, or not for long (DE-RET-1). */
async function stillKept(t: DelayedEventsContext, events: readonly DelayedEvent[]): Promise<readonly DelayedEvent[]> {
  if (!t.can('a lookup of what is over')) return [];
  const kept: DelayedEvent[] = [];
  for (const event of events) if ((await t.tryLookup(event.by, event)).status !== 404) kept.push(event);
  return kept;
}

/**
 * Judges that what was kept before a restart, and was gone after it, would have been gone by then without one.
 *
 * @param age - how old it was when it was gone
 * @param more - events that have ended in the same way since
 */
async function requireKeptNoLonger(
  t: DelayedEventsContext,
  age: number,
  more: () => Promise<readonly DelayedEvent[]>,
): Promise<void> {
  const events = await more();
  await t.letTimePass(age);
  const areKept = (await stillKept(t, events)).length === events.length;
  t.require('DE-PERS-3', !areKept, 'what was over before the server restarted is not kept, and what is over since is');
}

async function endedByHand(t: DelayedEventsContext, room: Room): Promise<readonly DelayedEvent[]> {
  const [sent, cancelled] = [await t.schedule(t.alice, room), await t.schedule(t.alice, room)];
  await t.requireSent('DE-ACT-5', sent, await t.send(sent), 'after the server restarted');
  await t.cancel(cancelled);
  return [sent, cancelled];
}

/** Those of some events that were sent whose `delay_id` their sender is told where the event itself is asked for. */
async function namedIn(t: DelayedEventsContext, room: Room, sent: readonly DelayedEvent[]): Promise<DelayedEvent[]> {
  const named: DelayedEvent[] = [];
  for (const event of sent) {
    const eventId = room.timeline.arrivals.find((arrival) => isEventOf(event)(arrival.event))?.event.event_id;
    const { json = null } = await t.alice.tryEvent(room, eventId ?? '');
    if (t.form.names.inUnsigned.some((name) => dig(json, 'unsigned', name) === event.delayId)) named.push(event);
  }
  return named;
}

/**
 * Judges that what has waited since before a restart takes its places still, where the server tells how many there are. A cap that
 * does not hold otherwise either is another matter.
 */
async function requirePlacesTaken(t: DelayedEventsContext, room: Room, before: readonly DelayedEvent[]): Promise<void> {
  const { maxScheduled: places = Number.POSITIVE_INFINITY } = t.can('a capability') ? await toldLimits(t) : {};
  if (places > MOST_PLACES || places <= before.length) return;
  const { events, refusal } = await fillPlaces(t, t.alice, [room], places - before.length, () => ({}), before);
  if (refusal !== undefined) return;
  const all = [...before, ...events];
  const answer = await scheduleOneMore(t, t.alice, room, t.completed(), all, places);
  let more = answer.ok ? 1 : 0;
  while (more > 0 && more < before.length && (await anotherIn(t, room)).ok) more += 1;
  const isCapped = more === 0 || !(await anotherIn(t, room)).ok;
  t.require(isCapped ? 'DE-PERS-3' : 'DE-CAP-6', more === 0, {
    what: `${places} events wait, ${before.length} of them since before the server restarted`,
    expected: 'another one to be refused',
    seen: `${more} more were accepted`,
  });
}

function anotherIn(t: DelayedEventsContext, room: Room): Promise<Answer> {
  return t.trySchedule(t.alice, room, t.completed(), { patient: false });
}

/** An error without its sentence for people, which a server may put otherwise every time. */
function withoutWords(error: JsonValue | undefined): JsonValue | undefined {
  if (!isRecord(error)) return error;
  const { error: _, ...rest } = error;
  return rest;
}

/** When an event was seen to come, in monotonic milliseconds. */
function seenAt(event: DelayedEvent): number {
  return event.room.timeline.arrivals.find(({ event: seen }) => isEventOf(event)(seen))?.seenAt ?? 0;
}

/** Nothing comes as long as the server is away: what falls due then is late only from its return on. */
function excuse(events: readonly DelayedEvent[], { answeredAt }: Span): void {
  for (const event of events) {
    if (event.due === undefined || event.due.earliest > answeredAt) continue;
    event.due = { ...event.due, latest: Math.max(event.due.latest, answeredAt) };
  }
}

function isDuring({ sentAt, answeredAt }: Span, earliest: number, latest: number): boolean {
  return earliest > sentAt && latest < answeredAt;
}
