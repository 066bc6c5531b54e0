import type { Check } from '../../kit/checks/check.js';
import type { JsonRecord } from '../../kit/rooms/matrix-json.js';
import type { Room } from '../../kit/rooms/room.js';
import { checkOnBothPaths, delayedEventsCheck } from '../words/delayed-events-check.js';
import type { DelayedEventsContext } from '../words/delayed-events-context.js';
import { requireComposure } from './composure.js';
import { withdraw } from './endpoints.js';
import { KINDS, type Flawed, flawed, requireTransactionIdsUnused } from './flawed.js';
import { nowhereLike } from '../words/nowhere.js';
import { entriesOf } from '../words/list-entries.js';
import { lookupKeptAfter } from '../words/lookup-kept.js';
import { MOST_PLACES, fillPlaces, placesIn, roomsFor, scheduleOneMore } from '../words/places.js';
import { ALLOWED } from '../words/power-levels.js';
import { toldLimits } from '../words/told-limits.js';

/** What refused requests leave behind: nothing (DE-ERR-3); and events that are too large (DE-ERR-4). */
export const leftoverChecks: readonly Check[] = [
  delayedEventsCheck({
    id: 'errors.refused-is-not-stored',
    title: 'what is refused is never sent and not to be found, whatever it was refused for',
    requirements: ['DE-ERR-3'],
    needs: { wait: 2 },
    async run(t) {
      const room = await t.alice.createRoom();
      const control = await t.schedule(t.alice, room, { delay: t.beats(2) });
      const accepted = new Set<string | undefined>([control.delayId]);

      for (const [kind, plain] of Object.entries(KINDS)) {
        for (const [what, wish, options] of flawed(t, { ...plain, delay: t.beats(2) })) {
          const answer = await t.trySchedule(t.alice, room, wish, { patient: false, ...options });
          if (answer.ok && what === 'too long a delay') {
            accepted.add(answer.string('delay_id'));
            continue;
          }
          // That it is accepted is not for this check to judge, nor that the server stumbles.
          const whenAccepted = options?.token === undefined ? 'DE-SCHED-2' : 'DE-ERR-2';
          const broken = answer.ok ? whenAccepted : 'DE-ERR-1';
          t.presuppose(broken, answer.refused, { what: `a ${kind} with ${what}`, expected: 'a refusal', seen: answer });
          const hasId = answer.string('delay_id') !== undefined;
          t.require('DE-ERR-3', !hasId, `a ${kind} with ${what} was refused with a delay_id: ${answer}`);
        }
      }

      if (t.can('a list')) {
        const found = entriesOf(await t.tryList(t.alice)).map(t.form.read);
        const stored = found.filter(({ roomId, delayId }) => roomId === room.id && !accepted.has(String(delayId)));
        t.require('DE-ERR-3', stored.length === 0, `what was refused is listed: ${JSON.stringify(stored[0]?.entry)}`);
      }
      await t.requireDue('DE-SEND-1', control, 'an event beside all that was refused');
      await t.requireNothing('DE-ERR-3', control, 'after much was refused');
    },
  }),

  delayedEventsCheck({
    id: 'errors.refused-outside-the-room-is-not-stored',
    title: 'what was refused since its sender is not in the room is not sent when the sender is',
    requirements: ['DE-ERR-3'],
    needs: { accounts: 2, wait: 3, embedded: { delayedEvents: { readings: { 'Q-ROOM': '403' } } } },
    async run(t) {
      const room = await t.alice.createRoom({ powerLevels: ALLOWED });
      const control = await t.schedule(t.alice, room, { delay: t.beats(3) });
      const answers = await Promise.all(
        Object.values(KINDS).map((kind) => t.trySchedule(t.bob, room, t.completed({ ...kind, delay: t.beats(3) }))),
      );
      if (answers.some(({ ok }) => ok)) t.notApplicable('it is accepted, and judged when it is due');

      await t.alice.invite(room, t.bob);
      t.requireInTime(await t.bob.join(room), control);

      await t.requireDue('DE-SEND-1', control, 'what somebody in the room has scheduled');
      await t.requireNothing('DE-ERR-3', control, 'after somebody was refused who is in the room by now');
    },
  }),

  ...checkOnBothPaths(
    {
      id: 'errors.refused-uses-no-transaction-id',
      title: 'a request that was refused may be made good and said again with the same transaction id',
      requirements: ['DE-ERR-3'],
      run: (t) => requireTransactionIdsUnused(t, (plain) => flawed(t, plain)),
    },
    ['everything in one body'],
  ),

  delayedEventsCheck({
    id: 'errors.refused-takes-no-place',
    title: 'what is refused does not count against the cap on waiting events',
    requirements: ['DE-ERR-3'],
    needs: {
      ownAccount: true,
      pending: MOST_PLACES,
      words: ['a capability'],
      embedded: { delayedEvents: { maxScheduled: 5 } },
    },
    async run(t) {
      const limits = await toldLimits(t);
      const places = placesIn(t, limits);
      if (places < 2) t.notApplicable('a user may have but one event waiting');
      const [room, ...others] = await roomsFor(t.alice, places);
      if (room === undefined) throw new Error('there is a room');
      const { events, refusal } = await fillPlaces(t, t.alice, [room, ...others], places);
      const early = `number ${events.length + 1} of ${places} was refused: ${refusal}`;
      t.presuppose('DE-CAP-6', refusal === undefined, early);
      const [first, ...waiting] = events;
      if (first === undefined) throw new Error('something waits');
      await t.cancel(first);
      const wish = t.completed();
      const before = await scheduleOneMore(t, t.alice, room, wish, waiting);
      t.presuppose('DE-LIM-6', before.ok, `one event was cancelled, and there is no place for another one: ${before}`);
      await t.cancel(t.accept('DE-LIM-6', t.alice, room, wish, before));

      const refusals = await beRefused(t, room, limits.maxDelay);
      if (refusals.length === 0) t.notApplicable('the server limits rates so that nothing was refused for itself');

      const answer = await scheduleOneMore(t, t.alice, room, t.completed(), waiting);
      const what = `of ${places} places one was free, and what has ${refusals.join(', ')} was refused: one event more`;
      t.requireAcceptance('DE-ERR-3', answer, what);
    },
  }),

  delayedEventsCheck({
    id: 'errors.unknown-room',
    title: 'scheduling in a room that is not there is refused with 403 or 404, or accepted and fails when it is due',
    requirements: ['DE-ERR-1', 'DE-ERR-5'],
    needs: { wait: 1 },
    async run(t) {
      const room = await t.alice.createRoom();
      const earlier = await t.schedule(t.alice, room);
      await t.cancel(earlier);
      const nowhere = nowhereLike(t, room);

      for (const [kind, plain] of Object.entries(KINDS)) {
        const wish = t.completed({ ...plain, delay: t.beats(1) });
        const answer = await t.trySchedule(t.alice, { id: nowhere }, wish);

        requireComposure(t, answer, `scheduling a ${kind} in a room that is not there`);
        if (answer.ok) {
          const event = t.accept('DE-SCHED-1', t.alice, room, wish, answer);
          if (!t.can('a lookup of what is over')) continue;
          await t.sentBy(event.due?.latest ?? 0, [event]);
          await lookupKeptAfter(t, 'DE-SEND-4', event, earlier);
          await t.requireFinalised('DE-SEND-4', event, 'failed', 'an event for a room that is not there');
        } else {
          const message = `a ${kind} for a room that is not there: expected 403 or 404, got ${answer}`;
          t.require('DE-ERR-5', [403, 404].includes(answer.status), message);
        }
      }
      t.require('DE-ERR-5', true, 'accepted or refused, it was not sent');
    },
  }),

  ...Object.entries(KINDS).map(([kind, plain]) =>
    delayedEventsCheck({
      id: `errors.too-large-${kind}`,
      title: `a ${kind} event over the size limit is refused with 413 M_TOO_LARGE, or fails when it is due`,
      requirements: ['DE-ERR-4'],
      needs: { wait: 2 },
      async run(t) {
        const room = await t.alice.createRoom();
        const delay = t.beats(2);
        const small = await t.schedule(t.alice, room, { ...plain, delay, content: padded(t, 30_000) });
        const wish = t.completed({ ...plain, type: t.ownType('large'), delay, content: padded(t, 70_000) });

        const answer = await t.trySchedule(t.alice, room, wish);

        if (!answer.ok) {
          const wanted = { status: 413, errcodes: ['M_TOO_LARGE'] };
          t.requireRefused('DE-ERR-4', answer, wanted, `${kind} with 70 kB of content`);
        }
        await t.requireDue('DE-SEND-1', small, 'an event of 30 kB');
        await requireNeverSent(t, room, answer.answeredAt + delay);
        if (answer.ok && t.can('a lookup of what is over')) {
          const large = t.accept('DE-ERR-4', t.alice, room, wish, answer);
          await lookupKeptAfter(t, 'DE-ERR-4', large, small);
          await t.requireFinalised('DE-ERR-4', large, 'failed', 'an event over the size limit that was accepted');
        }
      },
    }),
  ),

  delayedEventsCheck({
    id: 'errors.huge-bodies',
    title: 'a body of two megabytes is refused as Matrix refuses, or passed over where no body is needed',
    requirements: ['DE-ERR-1', 'DE-ERR-4'],
    async run(t) {
      const room = await t.alice.createRoom();
      const event = await t.schedule(t.alice, room);
      const huge = padded(t, 2_000_000);

      const scheduling = await t.trySchedule(t.alice, room, t.completed({ content: huge }));
      const action = await t.tryAct(t.alice, event, 'restart', { json: { action: 'restart', ...huge } });

      for (const [what, answer] of Object.entries({ scheduling, restart: action })) {
        if (t.isOfFront(answer)) continue;
        t.require('DE-ERR-1', answer.status < 500, { what: `${what} with 2 MB`, expected: 'no 5xx', seen: answer });
        if (!answer.ok) t.requireRefusal('DE-ERR-4', answer, `${what} with 2 MB`);
      }
      t.require('DE-ERR-4', true, 'no such event is larger than that');
      await t.requireScheduled('DE-ERR-1', event, 'after huge bodies');
    },
  }),
];

/** Judges that nothing of a large event comes until then. */
async function requireNeverSent(t: DelayedEventsContext, room: Room, until: number): Promise<void> {
  await t.requireSilence('DE-ERR-4', room, until, 'of an event over the size limit');
}

/** A content of about so many bytes. */
function padded(t: DelayedEventsContext, bytes: number): JsonRecord {
  return { ...t.text('padded'), padding: 'x'.repeat(bytes) };
}

/**
 * Asks for what is refused on any server, and for what some refuse; what is accepted is withdrawn.
 *
 * @param maxDelay - the longest delay, where it is known; a delay that is a little longer is refused, too. Milliseconds
 * @returns what was refused for
 */
async function beRefused(t: DelayedEventsContext, room: Room, maxDelay: number | undefined): Promise<string[]> {
  const refusals = new Set<string>();
  for (const plain of Object.values(KINDS)) {
    const flaws: Flawed[] = [
      ...flawed(t, plain),
      [
        'a number with a fraction in its content',
        t.completed({ ...plain, content: { ...t.text('pi'), number: 3.14 } }),
      ],
    ];
    if (maxDelay !== undefined)
      flaws.push(['a delay over the longest', { ...t.completed(plain), delay: maxDelay + 1 }]);
    for (const [what, wish, options] of flaws) {
      const answer = await t.trySchedule(t.alice, room, wish, { patient: false, ...options });
      // A limit of rates refuses whatever is asked for.
      if (!answer.ok && answer.status !== 429) refusals.add(what);
      await withdraw(t, t.alice, answer);
    }
  }
  return [...refusals];
}
