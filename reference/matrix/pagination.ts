import type { EventFilter } from './event-filter.js';
import type { Room } from './room.js';
import type { RoomView } from './room-view.js';
import type { TimelineEntry } from './timeline-entry.js';

/** Backwards in time, or forwards. */
export type Direction = 'b' | 'f';

/** Which part of a room's history is asked for. */
export interface PageRequest {
  readonly direction: Direction;
  /** A position between two events: everything up to it lies before, everything else after. */
  readonly start: number;
  /** The position not to go beyond. */
  readonly stop: number | undefined;
  readonly limit: number;
  readonly filter: EventFilter;
}

/** A part of a room's history. */
export interface Page {
  /** In the order in which they were asked for. */
  readonly entries: readonly TimelineEntry[];
  /** Where the next page begins; `undefined` when there is none. */
  readonly end: number | undefined;
}

/** Reads a part of what a user may see of a room's history. */
export function page(room: Room, view: RoomView, { direction, start, stop, limit, filter }: PageRequest): Page {
  const entries: TimelineEntry[] = [];
  let end = start;
  for (const entry of walk(room, direction, start)) {
    if (stop !== undefined && (direction === 'b' ? entry.position <= stop : entry.position > stop)) break;
    if (!view.canSee(entry) || !filter.wants(entry, view)) continue;
    // There is one more than fits.
    if (entries.length === limit) return { entries, end };
    entries.push(entry);
    end = direction === 'b' ? entry.position - 1 : entry.position;
  }
  return { entries, end: undefined };
}

function* walk(room: Room, direction: Direction, start: number): Iterable<TimelineEntry> {
  const step = direction === 'b' ? -1 : 1;
  const first = room.indexAfter(start) + (direction === 'b' ? -1 : 0);
  for (let index = first; index >= 0 && index < room.timeline.length; index += step) {
    yield room.timeline[index] as TimelineEntry;
  }
}
