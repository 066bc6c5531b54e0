import { relationOf } from './relations.js';
import type { RoomEvent } from './room-event.js';
import type { TimelineEntry } from './timeline-entry.js';

/**
 * The latest valid edit among the children of an event; `undefined` when there is none, or nothing left to edit.
 *
 * @see https://spec.matrix.org/latest/client-server-api/#validity-of-replacement-events
 */
export function latestReplacement(
  original: TimelineEntry,
  children: readonly TimelineEntry[],
): TimelineEntry | undefined {
  if (original.redactedBecause !== undefined) return undefined;
  const edits = children.filter(({ event }) => isValidReplacement(event, original.event));
  return edits.sort((a, b) => compareAge(a.event, b.event)).at(-1);
}

function isValidReplacement(edit: RoomEvent, original: RoomEvent): boolean {
  return (
    relationOf(edit)?.type === 'm.replace' &&
    relationOf(original)?.type !== 'm.replace' &&
    edit.sender === original.sender &&
    edit.type === original.type &&
    edit.state_key === undefined &&
    original.state_key === undefined &&
    (edit.type === 'm.room.encrypted' || isObject(edit.content['m.new_content']))
  );
}

function compareAge(a: RoomEvent, b: RoomEvent): number {
  return a.origin_server_ts - b.origin_server_ts || (a.event_id < b.event_id ? -1 : 1);
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
