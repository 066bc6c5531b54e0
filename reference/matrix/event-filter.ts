import type { Json, JsonObject } from './json.js';
import { MatrixError } from './matrix-error.js';
import { relationOf } from './relations.js';
import type { RoomView } from './room-view.js';
import { matchesPattern } from './text-pattern.js';
import type { TimelineEntry } from './timeline-entry.js';

/** What a filter can look at in an event. */
export interface FilterableEvent {
  readonly type: string;
  readonly sender?: string;
  readonly content: JsonObject;
}

/** Which events a client wants, in the terms of Matrix's `RoomEventFilter` and `EventFilter`. */
export class EventFilter {
  /** How many events it wants at most. */
  readonly limit: number | undefined;
  /** Whether it wants to be told only of those members who have to do with the events. */
  readonly lazyLoadMembers: boolean;
  readonly #types: readonly string[] | undefined;
  readonly #notTypes: readonly string[];
  readonly #senders: readonly string[] | undefined;
  readonly #notSenders: readonly string[];
  readonly #rooms: RoomFilter;
  readonly #containsUrl: boolean | undefined;
  readonly #relatedBySenders: readonly string[] | undefined;
  readonly #relatedByTypes: readonly string[] | undefined;

  /** @throws MatrixError 400 `M_INVALID_PARAM` when the filter is malformed */
  constructor(filter: JsonObject) {
    this.limit = limitOf(filter.limit);
    this.lazyLoadMembers = filter.lazy_load_members === true;
    this.#types = textsOf(filter.types, 'types');
    this.#notTypes = textsOf(filter.not_types, 'not_types') ?? [];
    this.#senders = textsOf(filter.senders, 'senders');
    this.#notSenders = textsOf(filter.not_senders, 'not_senders') ?? [];
    this.#rooms = new RoomFilter(filter);
    this.#containsUrl = typeof filter.contains_url === 'boolean' ? filter.contains_url : undefined;
    this.#relatedBySenders = textsOf(filter.related_by_senders, 'related_by_senders');
    this.#relatedByTypes = textsOf(filter.related_by_rel_types, 'related_by_rel_types');
  }

  /** Whether the client wants this event of this room. */
  matches({ type, sender = '', content }: FilterableEvent, roomId?: string): boolean {
    if (this.#types !== undefined && !this.#types.some((pattern) => matchesPattern(type, pattern))) return false;
    if (this.#notTypes.some((pattern) => matchesPattern(type, pattern))) return false;
    if (this.#senders !== undefined && !this.#senders.includes(sender)) return false;
    if (this.#notSenders.includes(sender)) return false;
    if (this.#containsUrl !== undefined && this.#containsUrl !== (typeof content.url === 'string')) return false;
    return roomId === undefined || this.#rooms.matches(roomId);
  }

  /** As {@link matches}, for an event in the timeline, to which others may have to relate. */
  wants({ event }: TimelineEntry, view: RoomView): boolean {
    if (!this.matches(event, view.room.id)) return false;
    if (this.#relatedBySenders === undefined && this.#relatedByTypes === undefined) return true;
    return view.childrenOf(event.event_id).some(({ event: child }) => {
      const { type } = relationOf(child) ?? { type: '' };
      return (
        (this.#relatedBySenders ?? [child.sender]).includes(child.sender) &&
        (this.#relatedByTypes ?? [type]).includes(type)
      );
    });
  }
}

/** Which rooms a client wants. */
export class RoomFilter {
  readonly #rooms: readonly string[] | undefined;
  readonly #notRooms: readonly string[];

  /** @throws MatrixError 400 `M_INVALID_PARAM` when the filter is malformed */
  constructor(filter: JsonObject) {
    this.#rooms = textsOf(filter.rooms, 'rooms');
    this.#notRooms = textsOf(filter.not_rooms, 'not_rooms') ?? [];
  }

  /** Whether the client wants this room. */
  matches(roomId: string): boolean {
    return !this.#notRooms.includes(roomId) && (this.#rooms === undefined || this.#rooms.includes(roomId));
  }
}

function limitOf(value: Json | undefined): number | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) throw malformed('limit');
  return value;
}

function textsOf(value: Json | undefined, name: string): readonly string[] | undefined {
  if (value === undefined || value === null) return undefined;
  if (!Array.isArray(value) || !value.every((item) => typeof item === 'string')) throw malformed(name);
  return value as readonly string[];
}

function malformed(name: string): MatrixError {
  return new MatrixError(400, 'M_INVALID_PARAM', `${name} of the filter is malformed.`);
}
