import { relationOf } from './relations.js';
import type { RoomView } from './room-view.js';
import type { TimelineEntry } from './timeline-entry.js';

/** Which events that relate to a given one are asked for. */
export interface RelatedRequest {
  readonly relationType: string | undefined;
  readonly eventType: string | undefined;
  /** How many relations may lie between: 1 for the children alone. */
  readonly depth: number;
}

/**
 * The events that relate to a given one, the oldest first. One that is not asked for hides what relates to it alone.
 *
 * @see https://spec.matrix.org/latest/client-server-api/#relationships-api
 */
export function relatedEvents(
  eventId: string,
  view: RoomView,
  { relationType, eventType, depth }: RelatedRequest,
): TimelineEntry[] {
  const found = new Set<TimelineEntry>();
  let parents = [eventId];
  for (let level = 0; level < depth && parents.length > 0; level += 1) {
    const children = parents.flatMap((parent) => view.childrenOf(parent)).filter(isAskedFor);
    for (const child of children) found.add(child);
    parents = children.map(({ event }) => event.event_id);
  }
  return [...found].sort((a, b) => a.position - b.position);

  function isAskedFor({ event }: TimelineEntry): boolean {
    return (
      (relationType ?? relationOf(event)?.type) === relationOf(event)?.type && (eventType ?? event.type) === event.type
    );
  }
}
