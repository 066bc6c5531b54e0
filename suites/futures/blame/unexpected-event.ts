import type { Discrepancy } from '../../kit/checks/discrepancy.js';
import { isAbout } from '../../kit/checks/facet.js';
import type { SeenEvent } from '../../kit/rooms/matrix-json.js';
import type { Room } from '../../kit/rooms/room.js';
import type { Breach } from '../../blame/breach.js';
import { isEventOf } from '../../scheduled-events/scheduled-event.js';
import { type Future, areOfOneGroup } from '../words/future.js';
import { COMING_ONCE, ONE_OF_A_GROUP } from './facets.js';
import { renaming } from './renaming.js';

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
  if (!isAbout(COMING_ONCE, requirement) && before.some(isEventOf(future))) {
    return { requirement: 'GROUP-1', wrong: once(`an event came a second time: ${JSON.stringify(event.content)}`) };
  }
  const mate = futures.find((other) => areOfOneGroup(other, future) && before.some(isEventOf(other)));
  if (!isAbout(ONE_OF_A_GROUP, requirement) && mate !== undefined) {
    const [first, second] = [mate, future].map(({ content }) => JSON.stringify(content));
    return { requirement: 'GROUP-1', wrong: once(`two events came from one group: ${first} and ${second}`) };
  }
  return undefined;
}

function once(seen: string): Discrepancy {
  return { expected: 'one event of a group, and that once', seen, symptom: 'unexpected', sentence: seen };
}
