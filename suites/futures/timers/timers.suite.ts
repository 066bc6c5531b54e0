import type { Suite } from '../../kit/checks/check.js';
import type { SeenEvent } from '../../kit/rooms/matrix-json.js';
import type { Room } from '../../kit/rooms/room.js';
import { dueAfter } from '../../kit/time/time-window.js';
import type { User } from '../../kit/rooms/user.js';
import { TooCoarse } from '../../kit/checks/verdict.js';
import { isEventOf } from '../../scheduled-events/scheduled-event.js';
import type { Future } from '../words/future.js';
import { futuresCheck } from '../words/futures-check.js';
import type { FuturesContext } from '../words/futures-context.js';
import { timeoutLengthChecks } from './any-timeout.checks.js';
import { timestampChecks } from './any-timestamp.checks.js';
import { viewChecks } from './views.checks.js';

/** What happens when timers run out (TIME-1 to TIME-5), and in which order (Q-DOUBLE). */
export const timersSuite: Suite = {
  revision: 'futures',
  area: 'timers',
  checks: [
    futuresCheck({
      id: 'timers.message-as-scheduled',
      title: 'when its timer runs out a message future is sent by its user, into its room, with its type and content',
      requirements: ['TIME-1', 'SCHED-6'],
      needs: { accounts: 2, wait: 2 },
      async run(t) {
        const room = await t.bob.createRoom({ members: [t.alice] });
        const content = { ...t.text('as scheduled'), nested: { list: [1, 'two', false] } };
        const future = await t.message(t.alice, room, { type: 'org.example.Reminder', timeout: t.beats(2), content });
        // Neither the room's creator nor the newest room is what counts, nor who has scheduled last.
        const newer = await t.alice.createRoom();
        await t.message(t.bob, room);

        const event = await t.requireDue('TIME-1', future, 'after its timeout');

        t.require('SCHED-6', event.state_key === undefined, 'a message future became a state event');
        t.require('TIME-1', event.sender === t.alice.userId, {
          expected: `it from ${t.alice.userId}`,
          seen: event.sender,
        });
        t.require('TIME-1', event.type === future.type, { expected: `the type ${future.type}`, seen: event.type });
        t.require('TIME-1', sameJson(event.content, content), {
          expected: 'the content as given',
          seen: JSON.stringify(event.content),
        });
        await t.requireNothing('TIME-1', future, 'after its event came once');
        await t.requireSilence('TIME-1', newer, t.now(), 'in another room');
      },
    }),

    futuresCheck({
      id: 'timers.state-as-scheduled',
      title:
        'when its timer runs out a state future is sent by its user, into its room, with its type, key and content',
      requirements: ['TIME-1'],
      needs: { accounts: 2, wait: 2 },
      async run(t) {
        const room = await t.bob.createRoom({ members: [t.alice], powerLevels: { state_default: 0 } });
        const content = t.text('as scheduled');
        const wish = { type: 'org.example.Desk', stateKey: 'Desk-1', timeout: t.beats(2), content };
        const future = await t.state(t.alice, room, wish);

        const event = await t.requireDue('TIME-1', future, 'after its timeout');

        t.require('TIME-1', event.sender === t.alice.userId, {
          expected: `it from ${t.alice.userId}`,
          seen: event.sender,
        });
        t.require('TIME-1', event.type === wish.type, { expected: `the type ${wish.type}`, seen: event.type });
        t.require('TIME-1', event.state_key === wish.stateKey, {
          expected: `the state key ${wish.stateKey}`,
          seen: event.state_key,
        });
        t.require('TIME-1', sameJson(event.content, content), {
          expected: 'the content as given',
          seen: JSON.stringify(event.content),
        });
        await t.requireNothing('TIME-1', future, 'after its event came once');
      },
    }),

    futuresCheck({
      id: 'timers.each-in-its-own-time',
      title: 'short and longer timeouts alike: no event comes before its timeout is over, and each one comes',
      requirements: ['TIME-2', 'TIME-3'],
      needs: { wait: 6 },
      async run(t) {
        const room = await t.alice.createRoom();
        const beats = [6, 4, 2, 1];
        const futures = await Promise.all(beats.map((count) => t.message(t.alice, room, { timeout: t.beats(count) })));

        for (const future of futures.toReversed()) {
          await t.requireDue('TIME-3', future, `with a timeout of ${future.timeout} ms`);
        }
        await t.requireNothing('TIME-3', futures, 'after each event came once');
      },
    }),

    futuresCheck({
      id: 'timers.milliseconds-count',
      title: 'a timeout that is no whole number of seconds is not cut short',
      requirements: ['TIME-2'],
      needs: { wait: 2 },
      async run(t) {
        if (t.dialect.unit !== 'ms') t.notApplicable('timeouts are counted in seconds here');
        const room = await t.alice.createRoom();
        const futures = [
          await t.message(t.alice, room, { timeout: t.beats(2) - 1 }),
          await t.message(t.alice, room, { timeout: t.beats(1) + 350 }),
          await t.message(t.alice, room, { timeout: t.beats(2) - 50 }),
        ];

        for (const future of futures) await t.requireDue('TIME-3', future, `with a timeout of ${future.timeout} ms`);
      },
    }),

    futuresCheck({
      id: 'timers.long-timeout-runs-its-full-length',
      title: 'a long timeout runs its full length, however many futures come and go meanwhile',
      requirements: ['TIME-2', 'TIME-3'],
      needs: { wait: 8 },
      async run(t) {
        const room = await t.alice.createRoom();
        const wish = { type: 'm.room.message', content: t.text('long'), timeout: t.shrinkable(25 * 3_600_000, 8) };
        const tried = await t.tryMessage(t.alice, room, wish);
        // A day may be more than the server's maximum (SCHED-11).
        const long = tried.ok
          ? t.adopt(t.alice, room, wish, tried)
          : await t.message(t.alice, room, { timeout: Math.min(wish.timeout, t.far) });
        const farther = await t.message(t.alice, room);
        const short = await t.message(t.alice, room, { timeout: t.beats(1) });

        await t.requireDue('TIME-3', short, 'while longer ones wait');
        await t.cancel(farther);
        await t.requireDue('TIME-3', long, `with a timeout of ${long.timeout} ms`);
        await t.requireNothing('TIME-3', [short, long], 'after each event came once');
      },
    }),

    futuresCheck({
      id: 'timers.long-timeouts-do-not-run-out-soon',
      title: 'timeouts of minutes, hours and days do not run out within seconds',
      requirements: ['TIME-2'],
      needs: { pending: 8, wait: 5 },
      async run(t) {
        const room = await t.alice.createRoom();
        const futures: Future[] = [];
        // Just above a minute, an hour and a day, and most of a week: where units are mixed up, they are so from there on.
        for (const timeout of [61_000, 3_601_000, 86_401_000, 518_401_000]) {
          const wish = { type: 'm.room.message', timeout, content: t.text('in a long time') };
          const answer = await t.tryMessage(t.alice, room, wish);
          // Each may be more than the server's maximum (SCHED-11).
          if (answer.ok) futures.push(t.adopt(t.alice, room, wish, answer));
        }
        if (futures.length === 0) futures.push(await t.message(t.alice, room));

        // Where events come late the silence is long, and the shortest of the timeouts may run out in it.
        await t.sentBy(t.now() + t.beats(5), futures);
        for (const future of futures) {
          const seen = room.timeline.arrivals.find(({ event }) => isEventOf(future)(event));
          const early = Math.round((future.due?.earliest ?? 0) - (seen?.seenAt ?? Number.POSITIVE_INFINITY));
          t.require(
            'TIME-2',
            early <= 0,
            `with a timeout of ${future.timeout} ms: the event came ${early} ms too early`,
          );
        }
      },
    }),

    futuresCheck({
      id: 'timers.never-early-after-refresh',
      title: 'no event comes earlier than the timeout after the last refresh',
      requirements: ['TIME-2'],
      needs: { wait: 5 },
      async run(t) {
        const room = await t.alice.createRoom();
        const future = await t.message(t.alice, room, { timeout: t.beats(3) });
        await t.letTimePass(t.beats(1));
        await t.refresh(future);
        await t.letTimePass(t.beats(1));
        await t.refresh(future);

        await t.requireDue('TIME-3', future, 'after two refreshes');
      },
    }),

    futuresCheck({
      id: 'timers.timestamp-of-entering',
      title: "the event's origin_server_ts is the time at which its timer ran out, not the time of scheduling",
      requirements: ['TIME-4'],
      needs: { wait: 4 },
      async run(t) {
        const room = await t.alice.createRoom();
        const future = await t.message(t.alice, room, { timeout: t.beats(4) });
        const before = await plainMessage(t, t.alice, room);
        const waited = dueAfter(future.answer, t.beats(4)).earliest - t.now();
        if (waited < t.beats(2)) throw new TooCoarse('an ordinary message took too long to come back');

        const event = await t.requireDue('TIME-4', future, 'after its timeout');

        const after = await plainMessage(t, t.alice, room);
        const since = event.origin_server_ts - before.origin_server_ts;
        await t.requireByServerClock(
          'TIME-4',
          room,
          since >= waited - t.beats(1),
          `origin_server_ts is ${since} ms after that of a message sent right after scheduling; expected about ${t.beats(4)}`,
        );
        const until = after.origin_server_ts - event.origin_server_ts;
        await t.requireByServerClock(
          'TIME-4',
          room,
          until >= -t.beats(1),
          `origin_server_ts is ${-until} ms ahead of that of a message sent afterwards`,
        );
      },
    }),

    futuresCheck({
      id: 'timers.timestamp-of-sending',
      title: "when a send token is called the event's origin_server_ts is that moment, not the deadline it was to have",
      requirements: ['TIME-4'],
      needs: { wait: 2 },
      async run(t) {
        const room = await t.alice.createRoom();
        const future = await t.message(t.alice, room);
        const before = await plainMessage(t, t.alice, room);
        await t.letTimePass(t.beats(2));

        const answer = await t.send(future);

        const event = await t.requireSent('TIME-4', future, answer, 'after its send token was called');
        const after = await plainMessage(t, t.alice, room);
        const since = event.origin_server_ts - before.origin_server_ts;
        const ahead = event.origin_server_ts - after.origin_server_ts;
        await t.requireByServerClock(
          'TIME-4',
          room,
          since >= t.beats(1),
          `origin_server_ts is ${since} ms after that of a message sent ${t.beats(2)} ms before`,
        );
        await t.requireByServerClock(
          'TIME-4',
          room,
          ahead <= t.beats(1),
          `origin_server_ts is ${ahead} ms ahead of that of a message sent afterwards`,
        );
      },
    }),

    futuresCheck({
      id: 'timers.timestamp-after-refresh',
      title: "a refreshed future's event has the time at which it came, not the deadline that it had before",
      requirements: ['TIME-4'],
      needs: { wait: 5 },
      async run(t) {
        const room = await t.alice.createRoom();
        const future = await t.message(t.alice, room, { timeout: t.beats(3) });
        await t.letTimePass(t.beats(2));
        await t.refresh(future);
        const before = await plainMessage(t, t.alice, room);
        const waited = (future.due?.earliest ?? 0) - t.now();
        if (waited < t.beats(2)) throw new TooCoarse('an ordinary message took too long to come back');

        const event = await t.requireDue('TIME-4', future, 'after a refresh');

        const since = event.origin_server_ts - before.origin_server_ts;
        await t.requireByServerClock(
          'TIME-4',
          room,
          since >= waited - t.beats(1),
          `origin_server_ts is ${since} ms after that of a message sent right after the refresh; expected about ${t.beats(3)}`,
        );
      },
    }),

    futuresCheck({
      id: 'timers.groups-do-not-disturb-each-other',
      title: 'a timer keeps its time while futures of other groups are scheduled, refreshed, sent and cancelled',
      requirements: ['TIME-5'],
      needs: { wait: 6 },
      async run(t) {
        const room = await t.alice.createRoom();
        const watched = await t.message(t.alice, room, { timeout: t.beats(4) });
        await t.letTimePass(t.beats(2));

        const refreshed = await t.message(t.alice, room, { timeout: t.beats(4) });
        const restarted = dueAfter(refreshed.answer, t.beats(4));
        const sent = await t.message(t.alice, room);
        const cancelled = await t.message(t.alice, room);
        await t.refresh(refreshed);
        await t.requireSent('TIME-5', sent, await t.send(sent), 'after its send token was called');
        await cancelUndisturbed(t, cancelled);

        await t.requireDue('TIME-5', watched, 'while others of the room came and went', { instead: restarted });
        await cancelUndisturbed(t, refreshed);
        await t.requireNothing('TIME-5', [watched, sent, cancelled, refreshed], 'after all are gone');
      },
    }),

    futuresCheck({
      id: 'timers.rooms-do-not-disturb-each-other',
      title:
        'a timer keeps its time while futures of other rooms and users are scheduled, refreshed, sent and cancelled',
      requirements: ['TIME-5'],
      needs: { accounts: 2, wait: 4 },
      async run(t) {
        const room = await t.alice.createRoom({ members: [t.bob] });
        const elsewhere = await t.alice.createRoom();
        const watched = await t.message(t.alice, room, { timeout: t.beats(4) });
        const bobs = await t.message(t.bob, room, { timeout: t.beats(4) });
        await t.letTimePass(t.beats(2));

        const refreshed = await t.message(t.alice, elsewhere, { timeout: t.beats(4) });
        const restarted = dueAfter(refreshed.answer, t.beats(4));
        const sent = await t.message(t.alice, elsewhere);
        await t.refresh(refreshed);
        await t.requireSent('TIME-5', sent, await t.send(sent), 'after its send token was called');
        await cancelUndisturbed(t, refreshed);

        await t.requireDue('TIME-5', watched, 'while others came and went in another room', { instead: restarted });
        await t.requireDue('TIME-5', bobs, "while another user's came and went", { instead: restarted });
      },
    }),

    futuresCheck({
      id: 'timers.hundreds-at-once',
      title: 'hundreds of futures that are due at about the same time all send their events',
      requirements: ['TIME-5'],
      needs: { ownAccount: true, pending: 200, wait: 6 },
      async run(t) {
        const room = await t.alice.createRoom();
        const wishes = Array.from({ length: 200 }, () => ({
          type: 'm.room.message',
          timeout: t.beats(6),
          content: t.text('one of many'),
        }));
        const tried = await Promise.all(
          wishes.map(async (wish) => ({ wish, answer: await t.tryMessage(t.alice, room, wish, { patient: false }) })),
        );
        const futures = tried.flatMap(({ wish, answer }) => (answer.ok ? [t.adopt(t.alice, room, wish, answer)] : []));
        if (futures.length < 100)
          t.notApplicable(`the server took only ${futures.length} of ${wishes.length} futures at once`);

        const latest = Math.max(...futures.map(({ due }) => due?.latest ?? 0));
        const sent = await t.sentBy(latest, futures);

        const missing = futures.length - new Set(sent).size;
        t.advise('TIME-5', missing === 0, `${missing} of ${futures.length} events had not come in time`);
        t.advise('TIME-5', sent.length <= futures.length, `${sent.length} events came from ${futures.length} futures`);
      },
    }),

    futuresCheck({
      id: 'timers.order-of-simultaneous-deadlines',
      title: 'whether events that are due at the same moment come in the order of scheduling',
      requirements: ['Q-DOUBLE'],
      needs: { pending: 8, wait: 2, virtualTime: 'deadlines have to fall on the same millisecond' },
      async run(t) {
        const room = await t.alice.createRoom();
        const futures: Future[] = [];
        for (let made = 0; made < 8; made += 1) futures.push(await t.message(t.alice, room, { timeout: t.beats(2) }));
        // Restarted at the very moment, a timer is due when it was; scheduled first is scheduled first.
        for (const future of futures.slice(0, 2).toReversed()) await t.refresh(future);

        for (const future of futures) await t.requireDue('TIME-1', future, 'one of eight that are due at once');

        const came = room.timeline.arrivals.flatMap(({ event }) =>
          futures.filter((future) => isEventOf(future)(event)),
        );
        t.observe('Q-DOUBLE', came.every((future, index) => future === futures[index]) ? 'yes' : 'unspecified');
      },
    }),
    ...viewChecks,
    ...timeoutLengthChecks,
    ...timestampChecks,
  ],
};

/** Cancels a future, and judges that what happened to others has not ended it. */
async function cancelUndisturbed(t: FuturesContext, future: Future): Promise<void> {
  const answer = await t.callToken(future.cancelToken ?? '');
  t.requireInTime(answer, future);
  t.requireAcceptance('TIME-5', answer, 'cancelling a future after others came and went');
}

/** Sends an ordinary message and waits until it comes back, with the server's timestamp. */
async function plainMessage(t: FuturesContext, by: User, room: Room): Promise<SeenEvent> {
  const eventId = await by.send(room, 'm.room.message', t.text('plain'));
  const arrival = await t.eventIn(room, (event) => event.event_id === eventId, t.now());
  if (arrival === undefined) throw new TooCoarse('an ordinary message did not come back');
  return arrival.event;
}

/** Whether two JSON values are the same but for the order of keys. */
function sameJson(one: unknown, other: unknown): boolean {
  return ordered(one) === ordered(other);
}

function ordered(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}
