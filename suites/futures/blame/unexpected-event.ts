import type { SeenEvent } from '../../kit/rooms/matrix-json.js';
import type { Room } from '../../kit/rooms/room.js';
import type { Breach } from './breach.js';
import { isEventOf } from '../../scheduled-events/scheduled-event.js';
import { type Future, areOfOneGroup } from '../words/future.js';
import { renaming } from './renaming.js';

/** The requirements that are about an event's coming once, or about requests that are made again. */
const ABOUT_COMING_ONCE: ReadonlySet<string> = new Set([
  ...['GROUP-1', 'TOKEN-8', 'TOKEN-12', 'STATE-5', 'STATE-6'],
  ...['SCHED-9', 'ERR-9'],
]);

/** The requirements that are about there being one event of a group, or about what becomes of a group that has ended. */
const ABOUT_ONE_OF_A_GROUP: ReadonlySet<string> = new Set([
  ...['GROUP-1', 'TOKEN-12'],
  ...['TOKEN-6', 'TOKEN-7', 'TOKEN-8', 'GROUP-8', 'STATE-2', 'STATE-7', 'LIST-6'],
]);

/**
 * What an event that breaks a silence breaks by itself, whatever the silence was to prove: it comes a second time, or is
 * the second of its group, or is not the one that was scheduled.
 *
 * @param requirement - what the silence was to prove
 * @param event - that breaks it
 * @param futures - all futures of the check
 * @returns nothing where the silence tells all there is to tell
 */
export function breachBy(
  requirement: string,
  event: SeenEvent,
  room: Room,
  futures: readonly Future[],
): Breach | undefined {
  const future = futures.find((known) => known.room === room && isEventOf(known)(event));
  if (future === undefined) return undefined;
  const renamed = renaming(requirement, event, future);
  if (renamed !== undefined) return renamed;
  const events = room.timeline.arrivals.map((arrival) => arrival.event);
  const before = events.slice(0, events.indexOf(event));
  if (!ABOUT_COMING_ONCE.has(requirement) && before.some(isEventOf(future))) {
    return { requirement: 'GROUP-1', message: `an event came a second time: ${JSON.stringify(event.content)}` };
  }
  const mate = futures.find((other) => areOfOneGroup(other, future) && before.some(isEventOf(other)));
  if (!ABOUT_ONE_OF_A_GROUP.has(requirement) && mate !== undefined) {
    const [first, second] = [mate, future].map(({ content }) => JSON.stringify(content));
    return { requirement: 'GROUP-1', message: `two events came from one group: ${first} and ${second}` };
  }
  return undefined;
}
