import type { Room } from '../kit/rooms/room.js';
import { type ScheduledEvent, isEventOf } from './scheduled-event.js';
import type { ScheduledEventsContext } from './scheduled-events-context.js';

/**
 * How often an event comes late, and just after a request, before that is no chance; and how often in between before a request
 * of ours is not the reason. Accounts of the run that are idle ask now and then, too.
 */
const ROUNDS = 3;

/**
 * Judges that events are sent when they are due though nobody asks the server for anything. For checks that run alone.
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
  for (let round = 0, unasked = 0; told.length < ROUNDS && unasked < ROUNDS; round += 1) {
    const event = await schedule();
    // Each time longer, so that an event that is late by itself is not late by just that each time.
    await t.waitUntil((event.due?.latest ?? 0) + silence + round * t.beats(0.5));
    const askedAt = t.now();
    await t.fence(room);
    await t.requireDue(requirement, event, 'while nobody asked for anything');
    const cameAfter = Math.round((event.due?.latest ?? 0) + latenessOf(event) - askedAt);
    // Before there was a request, or later than because of it.
    if (cameAfter < 0 || cameAfter > t.beats(0.25)) unasked += 1;
    else told.push(`${cameAfter} ms`);
  }

  const message = `events come as soon as somebody asks for anything, and not before: ${told.join(', ')} after that`;
  t.require(requirement, told.length < ROUNDS, message);
}

/** How much later than due an event was seen, in milliseconds. */
export function latenessOf(event: ScheduledEvent): number {
  const arrival = event.room.timeline.arrivals.find(({ event: seen }) => isEventOf(event)(seen));
  return (arrival?.seenAt ?? 0) - (event.due?.latest ?? 0);
}
