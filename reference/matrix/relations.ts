import type { JsonObject } from './json.js';
import type { RoomEvent } from './room-event.js';
import type { TimelineEntry } from './timeline-entry.js';

/** That an event is the child of another one. */
export interface Relation {
  /** How it relates to it, such as `m.thread`. */
  readonly type: string;
  readonly parentId: string;
  /** What an annotation says. */
  readonly key: string | undefined;
}

/**
 * What an event relates to by its `m.relates_to`, if by anything. A reply alone is no relation.
 *
 * @see https://spec.matrix.org/latest/client-server-api/#forming-relationships-between-events
 */
export function relationOf({ content }: Pick<RoomEvent, 'content'>): Relation | undefined {
  const relatesTo = content['m.relates_to'];
  if (typeof relatesTo !== 'object' || relatesTo === null) return undefined;
  const { rel_type: type, event_id: parentId, key } = relatesTo as JsonObject;
  if (typeof type !== 'string' || typeof parentId !== 'string') return undefined;
  return { type, parentId, key: typeof key === 'string' ? key : undefined };
}

/** Which events of a room are children of which others. */
export class Relations {
  readonly #children = new Map<string, TimelineEntry[]>();

  /** Notes an event that has entered the room. */
  add(entry: TimelineEntry): void {
    const relation = relationOf(entry.event);
    if (relation === undefined) return;
    const children = this.#children.get(relation.parentId);
    if (children === undefined) this.#children.set(relation.parentId, [entry]);
    else children.push(entry);
  }

  /** The children of an event, the oldest first. A redaction takes the relation away with the rest of the content. */
  childrenOf(eventId: string): readonly TimelineEntry[] {
    return (this.#children.get(eventId) ?? []).filter(({ event }) => relationOf(event) !== undefined);
  }

  /** The ids of all events that have, or had, children. */
  parentIds(): Iterable<string> {
    return this.#children.keys();
  }
}
