import type { Room } from './room.js';
import type { RoomEvent } from './room-event.js';
import type { TimelineEntry } from './timeline-entry.js';

/**
 * What one user may see of a room: by their membership through time, and by the room's `m.room.history_visibility`
 * through time.
 *
 * @see https://spec.matrix.org/latest/client-server-api/#room-history-visibility
 */
export class RoomView {
  readonly room: Room;
  readonly userId: string;
  /** The position up to which the user may see the room's state: where they left, or no end. */
  readonly #until: number;
  readonly #lastJoinAt: number;

  private constructor(room: Room, userId: string, until: number) {
    this.room = room;
    this.userId = userId;
    this.#until = until;
    this.#lastJoinAt = room.history('m.room.member', userId).findLast(isJoin)?.position ?? 0;
  }

  /** The view of a user; `undefined` when the room does not concern them at all. */
  static of(room: Room, userId: string): RoomView | undefined {
    if (room.membershipOf(userId) === 'join' || visibilityAt(room, room.position) === 'world_readable') {
      return new RoomView(room, userId, Infinity);
    }
    const history = room.history('m.room.member', userId);
    const lastJoin = history.findLastIndex(isJoin);
    const departure = lastJoin === -1 ? undefined : history[lastJoin + 1];
    return departure === undefined ? undefined : new RoomView(room, userId, departure.position);
  }

  /** As {@link of}; whoever may see nothing else still sees what became of their own membership. */
  static ofOwnMembership(room: Room, userId: string): RoomView {
    return RoomView.of(room, userId) ?? new RoomView(room, userId, 0);
  }

  /** Whether the user may see an event. */
  canSee({ event, position, replaces }: TimelineEntry): boolean {
    if (this.#isOwnMembership(event)) return true;
    if (this.#allows(visibilityAt(this.room, position), position)) return true;
    // Of the visibility before and after a change of it, the more generous one holds for the change.
    const isChange = event.type === 'm.room.history_visibility' && event.state_key === '';
    return isChange && this.#allows(visibilityOf(replaces), position);
  }

  /**
   * The state at a position, as far as the user may see it: where they left at the latest, but for their own membership,
   * which is theirs to see however it came to be.
   */
  stateAt(position: number): readonly TimelineEntry[] {
    const state = this.room.stateAt(Math.min(position, this.#until));
    const own = this.room.stateEntryAt(position, 'm.room.member', this.userId);
    if (own === undefined || own.position <= this.#until) return state;
    return [...state.filter(({ event }) => !this.#isOwnMembership(event)), own];
  }

  /** One piece of the state that {@link stateAt} answers. */
  stateEntryAt(position: number, type: string, stateKey: string): TimelineEntry | undefined {
    const isOwnMembership = this.#isOwnMembership({ type, state_key: stateKey });
    return this.room.stateEntryAt(isOwnMembership ? position : Math.min(position, this.#until), type, stateKey);
  }

  /** The events that relate to another one, as far as the user may see them, the oldest first. */
  childrenOf(eventId: string): readonly TimelineEntry[] {
    return this.room.childrenOf(eventId).filter((entry) => this.canSee(entry));
  }

  #isOwnMembership({ type, state_key: stateKey }: Pick<RoomEvent, 'type' | 'state_key'>): boolean {
    return type === 'm.room.member' && stateKey === this.userId;
  }

  /** The user's own membership at a position, the event at that very position included. */
  membershipAt(position: number): string {
    return this.room.membershipAt(position, this.userId);
  }

  #allows(visibility: string, position: number): boolean {
    if (visibility === 'world_readable') return true;
    const membership = this.membershipAt(position);
    if (membership === 'join') return true;
    const joinedLater = this.#lastJoinAt > position;
    if (visibility === 'invited') return joinedLater && membership === 'invite';
    return visibility === 'shared' && joinedLater;
  }
}

function isJoin(entry: TimelineEntry): boolean {
  return entry.event.content.membership === 'join';
}

function visibilityAt(room: Room, position: number): string {
  return visibilityOf(room.stateEntryAt(position, 'm.room.history_visibility', ''));
}

function visibilityOf(entry: TimelineEntry | undefined): string {
  const visibility = entry?.event.content.history_visibility;
  return visibility === 'world_readable' || visibility === 'invited' || visibility === 'joined' ? visibility : 'shared';
}
