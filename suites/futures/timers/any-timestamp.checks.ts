import { type Arbitrary, array, constantFrom, integer, oneof, record } from 'fast-check';

import type { Check } from '../../kit/checks/check.js';
import type { SeenEvent } from '../../kit/rooms/matrix-json.js';
import type { Room } from '../../kit/rooms/room.js';
import type { Span, TimeWindow } from '../../kit/time/time-window.js';
import { TooCoarse } from '../../kit/checks/verdict.js';
import type { Future } from '../words/future.js';
import type { FuturesContext } from '../words/futures-context.js';
import { anyStoryCheck } from '../chance/any-story-check.js';
import { type Kind, schedule } from '../chance/either-kind.js';

/** What becomes of a future. All times in beats. */
interface Life {
  readonly kind: Kind;
  readonly timeout: number;
  /** How long after scheduling, or after the refresh before, it is refreshed. */
  readonly refreshes: readonly number[];
  /** How long after that its send token is called; absent where its timer runs out. */
  readonly sentAfter: number | null;
}

const lives: Arbitrary<Life> = record({
  kind: constantFrom('message', 'state'),
  timeout: integer({ min: 4, max: 5 }),
  refreshes: array(integer({ min: 2, max: 3 }), { maxLength: 2 }),
  sentAfter: oneof(constantFrom(null), integer({ min: 1, max: 2 })),
});

/** An event's timestamp is that of its entering the room (TIME-4). */
export const timestampChecks: readonly Check[] = [
  anyStoryCheck<Life>({
    id: 'timers.any-timestamp',
    title: "whenever and however a future is sent, its event's origin_server_ts is that moment by the server's clock",
    requirements: ['TIME-4'],
    needs: { wait: 11 },
    pending: 1,
    stories: lives,
    runs: { virtual: 24, real: 12 },
    tell: tellLife,
    inWords: ({ kind, timeout, refreshes, sentAfter }) => {
      const refreshed = refreshes.map((after) => `refreshed ${after} later, `).join('');
      const end = sentAfter === null ? 'left to its timer' : `sent by its token ${sentAfter} later`;
      return `a ${kind} future of ${timeout} beats, ${refreshed}${end}`;
    },
  }),
];

async function tellLife(t: FuturesContext, { kind, timeout, refreshes, sentAfter }: Life): Promise<void> {
  const room = await t.alice.createRoom();
  const future = await schedule(t, t.alice, room, kind, { timeout: t.beats(timeout) });
  for (const after of refreshes) {
    await t.letTimePass(t.beats(after));
    await t.refresh(future);
  }
  const ordinary = await ordinaryMessage(t, room);
  const { event, entered } = await entry(t, future, sentAfter);

  // It entered the room at the latest when we had seen it.
  const since = event.origin_server_ts - ordinary.timestamp;
  const earliest = Math.floor(entered.earliest - ordinary.answeredAt);
  const latest = Math.ceil(t.now() - ordinary.sentAt);
  await t.requireByServerClock(
    'TIME-4',
    room,
    since >= earliest - t.beats(1) && since <= latest + t.beats(1),
    `origin_server_ts is ${since} ms after that of an ordinary message; it entered the room ${earliest} to ${latest} ms after it`,
  );
}

/** A future's event, and when it entered the room: by its timer, or some beats later by its token. */
async function entry(
  t: FuturesContext,
  future: Future,
  sentAfter: Life['sentAfter'],
): Promise<{ readonly event: SeenEvent; readonly entered: TimeWindow }> {
  if (sentAfter === null) {
    const event = await t.requireDue('TIME-1', future, 'a future that is left to its timer');
    if (future.due === undefined) throw new Error('a timeout future is due at some time');
    return { event, entered: future.due };
  }
  await t.letTimePass(t.beats(sentAfter));
  const answer = await t.send(future);
  const event = await t.requireSent('TIME-1', future, answer, 'a future that is sent by its token');
  return { event, entered: { earliest: answer.sentAt, latest: answer.answeredAt } };
}

/** Sends an ordinary message, and tells when that was by our clock and by the server's. */
async function ordinaryMessage(t: FuturesContext, room: Room): Promise<Span & { readonly timestamp: number }> {
  const { sentAt, answeredAt, body } = await t.alice.trySend(room, 'm.room.message', t.text('ordinary'));
  const arrival = await t.eventIn(room, ({ event_id }) => event_id === body['event_id'], t.now());
  if (arrival === undefined) throw new TooCoarse('an ordinary message did not come back');
  return { sentAt, answeredAt, timestamp: arrival.event.origin_server_ts };
}
