import { membershipIn, powerLevelsIn, type AuthState } from './auth-state.js';
import type { PowerLevels } from './power-levels.js';
import { Relations } from './relations.js';
import type { RoomEvent } from './room-event.js';
import type { TimelineEntry } from './timeline-entry.js';

/** A room: its events in order, and its state now and at every moment before. */
export class Room implements AuthState {
  readonly id: string;
  readonly #timeline: TimelineEntry[] = [];
  readonly #byEventId = new Map<string, TimelineEntry>();
  /** By type and state key, every event that ever was this piece of state, the oldest first. */
  readonly #state = new Map<string, Map<string, TimelineEntry[]>>();

  readonly #relations = new Relations();

  constructor(id: string) {
    this.id = id;
  }

  /** Every event, the oldest first. */
  get timeline(): readonly TimelineEntry[] {
    return this.#timeline;
  }

  /** The position of the latest event. */
  get position(): number {
    return this.#timeline.at(-1)?.position ?? 0;
  }

  /** Puts an event at the end; whether it may be there is for the caller to know. */
  append(entry: TimelineEntry): void {
    this.#timeline.push(entry);
    this.#byEventId.set(entry.event.event_id, entry);
    this.#relations.add(entry);
    const { type, state_key: stateKey } = entry.event;
    if (stateKey === undefined) return;
    let ofType = this.#state.get(type);
    if (ofType === undefined) this.#state.set(type, (ofType = new Map<string, TimelineEntry[]>()));
    const history = ofType.get(stateKey);
    if (history === undefined) ofType.set(stateKey, [entry]);
    else history.push(entry);
  }

  /** The event with this id. */
  entry(eventId: string): TimelineEntry | undefined {
    return this.#byEventId.get(eventId);
  }

  /** The events that relate to the one with this id, the oldest first. */
  childrenOf(eventId: string): readonly TimelineEntry[] {
    return this.#relations.childrenOf(eventId);
  }

  /** The ids of all events that others relate to, or did before they were redacted. */
  parentIds(): Iterable<string> {
    return this.#relations.parentIds();
  }

  /** The current state event of this type and state key. */
  get(type: string, stateKey: string): RoomEvent | undefined {
    return this.history(type, stateKey).at(-1)?.event;
  }

  /** Every event that ever was this piece of state, the oldest first. */
  history(type: string, stateKey: string): readonly TimelineEntry[] {
    return this.#state.get(type)?.get(stateKey) ?? [];
  }

  /** The state event of this type and state key at a position, the event at that very position included. */
  stateEntryAt(position: number, type: string, stateKey: string): TimelineEntry | undefined {
    return lastUntil(this.history(type, stateKey), position);
  }

  /** All state at a position, the event at that very position included, in the order in which it came to be. */
  stateAt(position: number): readonly TimelineEntry[] {
    const entries: TimelineEntry[] = [];
    for (const ofType of this.#state.values()) {
      for (const history of ofType.values()) {
        const entry = lastUntil(history, position);
        if (entry !== undefined) entries.push(entry);
      }
    }
    return entries.sort((a, b) => a.position - b.position);
  }

  /** The index in the timeline of the first event after a position. */
  indexAfter(position: number): number {
    let low = 0;
    let high = this.#timeline.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#timeline[middle] as TimelineEntry).position <= position) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** A user's membership now; `leave` when they were never in the room. */
  membershipOf(userId: string): string {
    return membershipIn(this, userId);
  }

  /** A user's membership at a position. */
  membershipAt(position: number, userId: string): string {
    const membership = this.stateEntryAt(position, 'm.room.member', userId)?.event.content.membership;
    return typeof membership === 'string' ? membership : 'leave';
  }

  /** The users with this membership now, in the order in which they first appeared. */
  usersWith(membership: string): string[] {
    const users: string[] = [];
    for (const [userId, history] of this.#state.get('m.room.member') ?? []) {
      if (history.at(-1)?.event.content.membership === membership) users.push(userId);
    }
    return users;
  }

  /** The power levels that hold now. */
  get powerLevels(): PowerLevels {
    return powerLevelsIn(this);
  }
}

function lastUntil(entries: readonly TimelineEntry[], position: number): TimelineEntry | undefined {
  for (let index = entries.length - 1; index >= 0; index -= 1) {
    const entry = entries[index] as TimelineEntry;
    if (entry.position <= position) return entry;
  }
  return undefined;
}
