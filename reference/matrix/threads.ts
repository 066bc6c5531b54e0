import { relationOf } from './relations.js';
import type { RoomView } from './room-view.js';
import type { TimelineEntry } from './timeline-entry.js';

/** A thread, as one user may see it. */
export interface Thread {
  readonly root: TimelineEntry;
  /** Its latest event. */
  readonly latest: TimelineEntry;
  /** How many events it has besides its root. */
  readonly count: number;
  /** Whether the user has sent its root or one of its events. */
  readonly hasParticipated: boolean;
}

/**
 * The thread that starts from an event; `undefined` when none does. No event that relates to another one is a root.
 *
 * @see https://spec.matrix.org/latest/client-server-api/#server-side-aggregation-of-mthread-relationships
 */
export function threadFrom(root: TimelineEntry, view: RoomView): Thread | undefined {
  if (relationOf(root.event) !== undefined) return undefined;
  const events = view.childrenOf(root.event.event_id).filter(({ event }) => relationOf(event)?.type === 'm.thread');
  const latest = events.at(-1);
  if (latest === undefined) return undefined;
  const hasParticipated = [root, ...events].some(({ event }) => event.sender === view.userId);
  return { root, latest, count: events.length, hasParticipated };
}

/** Every thread of a room that a user may see, the one with the latest event first. */
export function threadsOf(view: RoomView): Thread[] {
  return [...view.room.parentIds()]
    .map((eventId) => view.room.entry(eventId))
    .filter((root) => root !== undefined && view.canSee(root))
    .map((root) => threadFrom(root as TimelineEntry, view))
    .filter((thread) => thread !== undefined)
    .sort((a, b) => b.latest.position - a.latest.position);
}
