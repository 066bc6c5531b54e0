import type { Clock } from '../time/clock.js';
import type { Session } from './accounts.js';
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

/**
 * Whether users are there, by what they said and by their polling of syncs. Nobody goes idle or offline by silence: that
 * would take timers, which virtual time would have to step through.
 */
export class Presence {
  readonly #stream: Stream;
  readonly #clock: Clock;
  readonly #stored = new Map<string, Stored>();
  /** By user and device, what the latest poll said. */
  readonly #polling = new Map<string, Map<string, PresenceState>>();

  constructor(stream: Stream, clock: Clock) {
    this.#stream = stream;
    this.#clock = clock;
  }

  /** Notes what a user says about themself, and tells those who know them. */
  set(userId: string, state: PresenceState, statusMessage: string | undefined, acquaintances: Iterable<string>): void {
    this.#stored.set(userId, { state, statusMessage, at: this.#clock.now(), position: this.#stream.next() });
    this.#stream.wake(acquaintances);
  }

  /**
   * Notes what the polling of a device says about its user: the most that any of their devices says holds. `offline` is
   * said by a device that does not want to be noticed.
   */
  poll({ userId, deviceId }: Session, state: PresenceState, acquaintances: () => Iterable<string>): void {
    let devices = this.#polling.get(userId);
    if (devices === undefined) this.#polling.set(userId, (devices = new Map()));
    if (state === 'offline') {
      devices.delete(deviceId);
      return;
    }
    devices.set(deviceId, state);
    const most = [...devices.values()].includes('online') ? 'online' : 'unavailable';
    const stored = this.#stored.get(userId);
    if (stored?.state !== most) this.set(userId, most, stored?.statusMessage, acquaintances());
  }

  /** Lets a device that is gone say nothing more. */
  forget({ userId, deviceId }: Session): void {
    this.#polling.get(userId)?.delete(deviceId);
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

  /**
   * The `m.presence` events that are news after a position.
   *
   * @param acquaintances - whose changes are to be told
   * @param newcomers - who is to be told of even without a change
   */
  since(
    position: number,
    acquaintances: () => ReadonlySet<string>,
    newcomers: () => ReadonlySet<string>,
  ): JsonObject[] {
    const changed = [...this.#stored].some(([, stored]) => stored.position > position) ? acquaintances() : new Set();
    const come = newcomers();
    if (changed.size === 0 && come.size === 0) return [];
    return [...this.#stored]
      .filter(([userId, stored]) => come.has(userId) || (stored.position > position && changed.has(userId)))
      .map(([userId]) => ({ type: 'm.presence', sender: userId, content: this.of(userId) }));
  }
}
