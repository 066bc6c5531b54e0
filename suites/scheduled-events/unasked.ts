import { Inconclusive } from '../kit/checks/verdict.js';
import type { Arrival } from '../kit/rooms/timeline.js';
import type { Room } from '../kit/rooms/room.js';
import { type ScheduledEvent, isEventOf } from './scheduled-event.js';
import type { ScheduledEventsContext } from './scheduled-events-context.js';

/** How often an event comes late, and because of a request, before that is no chance; and how often otherwise. */
const ROUNDS = 3;

/** How many rounds there are at the most, where others ask for something in the middle of them. */
const MOST_ROUNDS = 3 * ROUNDS;

/** How near to a request an event is sent because of it, in beats. */
const NEAR = 0.25;

/**
 * Judges that events are sent when they are due though nobody asks the server for anything. For checks that run alone. Where one
 * comes while the whole run asks for nothing, that is proven at once; only a server that looks guilty is looked at for long.
 *
 * @param requirement - what it means when they come as soon as somebody asks, and not before
 * @param schedule - schedules one that is due soon
 */
export async function requireUnasked<E extends ScheduledEvent>(
  t: ScheduledEventsContext<E>,
  requirement: string,
  room: Room,
  schedule: () => Promise<E>,
): Promise<void> {
  const silence = Math.min(Math.max(t.beats(0.75), 2 * t.usualLateness), t.beats(3));
  const told: string[] = [];
  for (let round = 0, otherwise = 0; told.length < ROUNDS && otherwise < ROUNDS; round += 1) {
    if (round === MOST_ROUNDS)
      throw new Inconclusive('requests were made all the time, so that nothing shows without any');
    const event = await schedule();
    const due = event.due?.latest ?? 0;
    // Each time longer, so that an event that is late by itself is not late by just that each time.
    const come = await t.comesUnasked(event, due + silence + round * t.beats(0.5));
    const askedAt = t.now();
    const marker = come === undefined ? await t.fence(room) : undefined;
    await t.requireDue(requirement, event, 'while nobody asked for anything');
    if (come?.isProven === true) break;
    const arrival = t.arrivalOf(event);
    if (marker === undefined || arrival === undefined) continue;
    const after = sentAfter(arrival, marker, { due, askedAt });
    if (Math.abs(after) > t.beats(NEAR)) otherwise += 1;
    else told.push(`${Math.round(askedAt - due + after)} ms late, and ${Math.round(after)} ms after that`);
  }

  const message = `events come as soon as somebody asks for anything, and not before: ${told.join('; ')}`;
  t.require(requirement, told.length < ROUNDS, message);
}

/**
 * How long after a request an event was sent, in milliseconds. By the server's own timestamps, which no slow machine of ours
 * changes, unless they tell when the event was due; then by when we saw it.
 *
 * @param marker - what the request has sent
 */
function sentAfter(
  { event, seenAt }: Arrival,
  { event: marker }: Arrival,
  { due, askedAt }: { readonly due: number; readonly askedAt: number },
): number {
  const byTimestamps = event.origin_server_ts - marker.origin_server_ts;
  const tellsWhenDue = byTimestamps < -(askedAt - due) / 2;
  return tellsWhenDue ? seenAt - askedAt : byTimestamps;
}

/** How much later than due an event was seen, in milliseconds. */
export function latenessOf(event: ScheduledEvent): number {
  const arrival = event.room.timeline.arrivals.find(({ event: seen }) => isEventOf(event)(seen));
  return (arrival?.seenAt ?? 0) - (event.due?.latest ?? 0);
}
