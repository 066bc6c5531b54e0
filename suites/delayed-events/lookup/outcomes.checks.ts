import type { Check } from '../../kit/checks/check.js';
import { type JsonValue, dig, sameJson } from '../../kit/rooms/matrix-json.js';
import { failedEvent } from '../actions/failed-event.js';
import type { LookedUp } from '../wire/wire-form.js';
import type { DelayedEvent, Outcome } from '../words/delayed-event.js';
import { checkOnBothPaths, delayedEventsCheck } from '../words/delayed-events-check.js';
import type { DelayedEventsContext, Id } from '../words/delayed-events-context.js';
import { CLOCKS_APART_MS, serverTime } from '../words/server-time.js';
import { lookupKept } from '../words/lookup-kept.js';
import { requireFields } from '../words/shown-fields.js';
import { lastMomentOf, untilOver } from '../words/until-over.js';

/** What is judged of every lookup, however the event has ended. */
const ALWAYS = ['DE-GET-3', 'DE-GET-4', 'DE-GET-5', 'DE-GET-12'] as const;

/** What a lookup shows of how an event has ended (DE-GET-7, DE-GET-8, DE-GET-9, DE-GET-11). */
export const outcomeChecks: readonly Check[] = [
  ...checkOnBothPaths({
    id: 'lookup.sent-by-hand',
    title: 'an event that send has sent is shown with its event_id, and when that was: before it was due',
    requirements: ['DE-GET-7', 'DE-GET-11', ...ALWAYS],
    needs: { wait: 1, words: ['a lookup of what is over'] },
    async run(t) {
      const room = await t.alice.createRoom();
      // So that a clock which is set from here on is noticed.
      await serverTime(t, room);
      for (const [wish, isRestarted] of [
        [{}, false],
        [{ stateKey: 'desk' }, false],
        // In the place of the one before.
        [{ stateKey: 'desk' }, false],
        [{}, true],
      ] as const) {
        const event = await t.schedule(t.alice, room, wish);
        await t.letTimePass(t.beats(1));
        if (isRestarted) await t.restart(event);
        const from = await serverTime(t, room);
        const seen = await t.requireSent('DE-ACT-5', event, await t.send(event), 'after send');
        const to = await serverTime(t, room);

        const ended = await endOf(t, 'DE-GET-7', event, 'sent');

        t.require('DE-GET-7', ended.eventId === seen.event_id, `expected ${seen.event_id}: ${ended.shown}`);
        t.require('DE-GET-7', ended.error === undefined, `it was sent, and has an error: ${ended.shown}`);
        const when = `expected it to have ended from ${from} to ${to}, long before ${ended.due}`;
        const isThen = isBetween(t, ended.at, from, to) && ended.at < ended.due;
        await t.requireByServerClock('DE-GET-11', room, isThen, `${when}: ${ended.shown}`);
      }
    },
  }),

  delayedEventsCheck({
    id: 'lookup.sent-by-timer',
    title: 'an event that was sent when it was due is shown with its event_id, and when that was: not before',
    requirements: ['DE-GET-7', 'DE-GET-11', ...ALWAYS],
    needs: { wait: 2, words: ['a lookup of what is over'] },
    async run(t) {
      const room = await t.alice.createRoom();
      // So that a clock which is set from here on is noticed.
      await serverTime(t, room);
      const events = [
        await t.schedule(t.alice, room, { delay: t.beats(2) }),
        await t.schedule(t.alice, room, { delay: t.beats(2), stateKey: 'desk' }),
        await t.schedule(t.alice, room, { delay: t.beats(2) }),
      ];
      const [, , restarted] = events;
      if (restarted !== undefined) await t.restart(restarted);
      for (const event of events) {
        // To look is no more than that, however soon it is due.
        await t.waitUntil((event.due?.earliest ?? 0) - t.beats(0.3));
        await t.tryLookup(t.alice, event);
        const seen = await t.requireDue('DE-SEND-1', event, 'before it is looked up');
        const to = await serverTime(t, room);

        const ended = await endOf(t, 'DE-GET-7', event, 'sent');

        t.require('DE-GET-7', ended.eventId === seen.event_id, `expected ${seen.event_id}: ${ended.shown}`);
        t.require('DE-GET-7', ended.error === undefined, `it was sent, and has an error: ${ended.shown}`);
        await requireEndedWhenDue(t, event, ended, to);
      }
    },
  }),

  delayedEventsCheck({
    id: 'lookup.failed',
    title: 'an event that could not be sent is shown with its error, and when that was',
    requirements: ['DE-GET-8', 'DE-GET-11', ...ALWAYS],
    needs: { accounts: 2, wait: 2, words: ['a lookup of what is over'] },
    async run(t) {
      const event = await failedEvent(t);
      await untilOver(t, event);
      const to = await serverTime(t, event.room);

      const ended = await endOf(t, 'DE-GET-8', event, 'failed');

      t.require('DE-GET-8', ended.eventId === undefined, `it was never sent, and has an event_id: ${ended.shown}`);
      const { error } = ended;
      const isStandard = [dig(error, 'errcode'), dig(error, 'error')].every((each) => typeof each === 'string');
      t.require('DE-GET-8', isStandard, `expected an error with errcode and error: ${ended.shown}`);
      const isTold = dig(error, 'errcode') === 'M_FORBIDDEN';
      t.advise('DE-GET-8', isTold, `it was forbidden, and the error says otherwise: ${ended.shown}`);
      const undelayed = await t.bob.trySend(event.room, 'm.room.message', t.text('forbidden'));
      const { body: another } = await t.bob.trySend(event.room, 'm.room.message', t.text('forbidden again'));
      // What differs from one request to the next is about the request, such as an id of it.
      const lost = Object.entries(undelayed.body)
        .filter(([field, value]) => sameJson(another[field] ?? null, value) && dig(error, field) === undefined)
        .map(([field]) => field);
      const isWhole = undelayed.errcode !== dig(error, 'errcode') || lost.length === 0;
      t.advise('DE-GET-8', isWhole, `an undelayed event gets ${undelayed}, and the error has no ${lost.join(', ')}`);
      await requireEndedWhenDue(t, event, ended, to);
    },
  }),

  delayedEventsCheck({
    id: 'lookup.cancelled',
    title: 'an event that its user has cancelled is shown with when that was, and with nothing else',
    requirements: ['DE-GET-9', 'DE-GET-11', ...ALWAYS],
    needs: { wait: 1, words: ['a lookup of what is over'] },
    async run(t) {
      const room = await t.alice.createRoom();
      const event = await t.schedule(t.alice, room);
      await t.letTimePass(t.beats(1));
      const from = await serverTime(t, room);
      await t.cancel(event);
      const to = await serverTime(t, room);

      const ended = await endOf(t, 'DE-GET-9', event, 'cancelled');

      t.require('DE-GET-9', ended.eventId === undefined, `it was never sent, and has an event_id: ${ended.shown}`);
      t.require('DE-GET-9', ended.error === undefined, `its user cancelled it, and it has an error: ${ended.shown}`);
      const when = `expected it to have ended from ${from} to ${to}`;
      await t.requireByServerClock('DE-GET-11', room, isBetween(t, ended.at, from, to), `${when}: ${ended.shown}`);
    },
  }),
];

/** How an event has ended, as a lookup shows it. */
interface End {
  readonly at: number;
  readonly eventId: JsonValue | undefined;
  readonly error: JsonValue | undefined;
  /** When it was due, by what the server says of it. */
  readonly due: number;
  readonly shown: string;
}

/** Judges that a lookup shows how an event has ended, once it has, and shows the same a little later. */
async function endOf(t: DelayedEventsContext, requirement: Id, event: DelayedEvent, outcome: Outcome): Promise<End> {
  // What was sent or cancelled may be written down a little later; what is to fail may be late itself.
  await untilOver(t, event, outcome === 'failed' ? lastMomentOf(t, event) : t.now() + t.beats(2));
  const how = outcome === 'sent' ? 'send' : 'cancel';
  const found = await lookupKept(t, requirement, event, how);
  requireWhole(t, found);
  requireFields(t, event, found);
  const { finalised } = await lookupKept(t, requirement, event, how);
  const shown = `the lookup shows ${JSON.stringify(found.entry)}`;
  t.require(requirement, found.finalised !== undefined, `it is over, and shown as if it waited: ${shown}`);
  const at = t.requireGiven(requirement, found.finalised?.at, `there is no finalised_ts: ${shown}`);
  t.require('DE-GET-12', Number.isSafeInteger(at), `finalised_ts is no integer: ${shown}`);
  t.require('DE-GET-11', finalised?.at === at, `finalised_ts became ${String(finalised?.at)} later: ${shown}`);
  const { eventId, error } = found.finalised ?? {};
  return { at: Number(at), eventId, error, due: Number(found.since) + event.delay, shown };
}

/**
 * Judges that an event has ended when it was due, or later. Clients tell by the times of one answer whether `send` has sent an
 * event or its timer, so that a millisecond too little misleads them. But timers run by another clock than the one that is
 * read for a date, and may be a moment early by that without any mistake of the server's: a moment is warned of.
 *
 * @param to - the server's time when it was seen to be over
 */
async function requireEndedWhenDue(
  t: DelayedEventsContext,
  event: DelayedEvent,
  ended: End,
  to: number,
): Promise<void> {
  const isThen = ended.at >= ended.due - CLOCKS_APART_MS && isBetween(t, ended.at, ended.due, to);
  const message = `expected it to have ended from ${ended.due} to ${to}: ${ended.shown}`;
  await t.requireByServerClock('DE-GET-11', event.room, isThen, message);
  const isMisleading = ended.eventId !== undefined && ended.at < ended.due;
  t.advise('DE-GET-11', !isMisleading, `its timer has sent it, and by its times send has: ${ended.shown}`);
}

/** Makes sure that a `finalised` is neither empty nor at odds with itself (DE-GET-10). */
export function requireWhole(t: DelayedEventsContext, { entry, finalised }: LookedUp): void {
  if (finalised === undefined) return;
  const { at, eventId, error } = finalised;
  const shown = `the lookup shows ${JSON.stringify(entry)}`;
  const isEmpty = [at, eventId, error].every((each) => each === undefined);
  t.presuppose('DE-GET-10', !isEmpty, `finalised is null or empty: ${shown}`);
  const isBoth = [eventId, error].every((each) => each !== undefined && each !== null);
  t.presuppose('DE-GET-10', !isBoth, `it was sent and has an error: ${shown}`);
}

/** Whether a moment of the server's is between two others, or so near that it may be. */
function isBetween(t: DelayedEventsContext, at: number, from: number, to: number): boolean {
  return at >= from - t.beats(0.5) && at <= to + t.beats(0.5);
}
