import type { Clock } from '../time/clock.js';
import type { JsonObject } from './json.js';
import type { Stream } from './stream.js';

/** The states that a user can be in. */
export const PRESENCE_STATES = ['online', 'offline', 'unavailable'] as const;

/** Whether a user is there. */
export type PresenceState = (typeof PRESENCE_STATES)[number];

interface Stored {
  readonly state: PresenceState;
  readonly statusMessage: string | undefined;
  readonly at: number;
  readonly position: number;
}

/** Whether users are there, as far as they said so themselves. */
export class Presence {
  readonly #stream: Stream;
  readonly #clock: Clock;
  readonly #stored = new Map<string, Stored>();

  constructor(stream: Stream, clock: Clock) {
    this.#stream = stream;
    this.#clock = clock;
  }

  /** Notes what a user says about themself, and tells those who know them. */
  set(userId: string, state: PresenceState, statusMessage: string | undefined, acquaintances: Iterable<string>): void {
    this.#stored.set(userId, { state, statusMessage, at: this.#clock.now(), position: this.#stream.next() });
    this.#stream.wake(acquaintances);
  }

  /** A user's presence; `offline` until they say otherwise. */
  of(userId: string): JsonObject {
    const stored = this.#stored.get(userId);
    if (stored === undefined) return { presence: 'offline' };
    return {
      presence: stored.state,
      last_active_ago: this.#clock.now() - stored.at,
      currently_active: stored.state === 'online',
      ...(stored.statusMessage === undefined ? {} : { status_msg: stored.statusMessage }),
    };
  }

  /** The `m.presence` events after a position, of the given users. */
  since(position: number, userIds: () => ReadonlySet<string>): JsonObject[] {
    const changed = [...this.#stored].filter(([, stored]) => stored.position > position);
    if (changed.length === 0) return [];
    const visible = userIds();
    return changed
      .filter(([userId]) => visible.has(userId))
      .map(([userId]) => ({ type: 'm.presence', sender: userId, content: this.of(userId) }));
  }
}
