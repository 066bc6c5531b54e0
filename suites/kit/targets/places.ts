import type { Account } from '../accounts/account.js';
import type { Answer } from '../connection/answer.js';
import { plural } from '../checks/conclusion.js';
import { retryAfter } from '../connection/retry-after.js';

/** So many events of one user may wait on any server, as far as we can help it. */
const LEAST = 4;

/** What a cap is taken for, as a share of what it was taken for before, when it turns out to be less. */
const LESS = 0.75;

/** From which patience on a 429 may be about how many events wait, rather than how many requests there are, in milliseconds. */
const LONG_MS = 2_000;

/** How servers say that too many events of a user wait. */
const TOO_MANY = /max_(futures|delayed_events)|limit_exceeded|too[_ ]many|per user|maximum number/i;

/** Whether a refusal to schedule something may be due to how many events of the user wait already. */
export function isForWantOfPlace(answer: Answer): boolean {
  if (answer.status === 429) return (retryAfter(answer) ?? 0) > LONG_MS;
  return answer.refused && TOO_MANY.test(answer.text);
}

/** What one account has waiting, as far as the run has a part in it. */
interface Room {
  /** How many places have been promised to those who are inside. */
  promised: number;
  /** How many events of those who are inside have been accepted. */
  taken: number;
  /** How many events of those who have left may wait on. */
  left: number;
  readonly queue: { readonly places: number; readonly enter: () => void }[];
}

/**
 * The places that a server has for events that wait. As long as none is refused there are as many as one likes; then the
 * cap is learned, and whoever needs places waits until others have left.
 */
export class Places {
  readonly #rooms = new Map<Account, Room>();
  readonly #onCap: (cap: number) => void;
  #cap = Number.POSITIVE_INFINITY;
  #learned = 0;

  /** @param onCap - called whenever a lower cap has been learned */
  constructor(onCap: (cap: number) => void) {
    this.#onCap = onCap;
  }

  /** Whether events have been refused for want of place. */
  get scarce(): boolean {
    return this.#learned > 0;
  }

  /**
   * Waits until there are places, in one account after the other so that no two wait for each other.
   *
   * @param places - how many are needed in each; who needs more than there are is let in when nobody else is inside
   */
  async enter(accounts: readonly Account[], places: number): Promise<Guest> {
    for (const account of accounts) await this.#admit(this.#roomOf(account), places);
    return new Guest(this, accounts, places, this.#learned);
  }

  /** How many events of the run may wait in an account: those that were accepted, though some may be over by now. */
  mayWaitIn(account: Account): number {
    const { taken, left } = this.#roomOf(account);
    return taken + left;
  }

  /** What waits for places, in words. */
  inWords(): readonly string[] {
    const waiting = [...this.#rooms.values()].reduce((sum, { queue }) => sum + queue.length, 0);
    if (waiting === 0) return [];
    return [`${plural(waiting, 'check')} waiting for a place among the ${this.#cap} events that may wait`];
  }

  /** Says that nothing waits any more that those have left behind who have gone. */
  tidied(account: Account): void {
    this.#roomOf(account).left = 0;
  }

  /** For {@link Guest}. */
  take(account: Account, count: number): void {
    this.#roomOf(account).taken += count;
  }

  /** For {@link Guest}: whose events may be in the way, and takes note of the cap. */
  refused(account: Account, guest: Guest): 'others' | 'its own' | 'nobody' {
    const { promised, taken, left } = this.#roomOf(account);
    const own = guest.taken(account);
    if (promised <= guest.places && left === 0) return own > 0 ? 'its own' : 'nobody';
    // Who came in under an older cap tells nothing new.
    if (guest.learned === this.#learned) {
      this.#learned += 1;
      const least = Number.isFinite(this.#cap) ? this.#cap * LESS : taken + left;
      this.#cap = Math.max(LEAST, Math.floor(least));
      this.#onCap(this.#cap);
    }
    return 'others';
  }

  /** For {@link Guest}: gives places back, whether or not something waits on there. */
  leave(account: Account, places: number, taken: number, tidied: boolean): void {
    const room = this.#roomOf(account);
    room.promised -= places;
    room.taken -= taken;
    if (!tidied) room.left += taken;
    for (let next = room.queue[0]; next !== undefined && this.#fits(room, next.places); next = room.queue[0]) {
      room.queue.shift();
      room.promised += next.places;
      next.enter();
    }
  }

  #admit(room: Room, places: number): Promise<void> {
    if (room.queue.length === 0 && this.#fits(room, places)) {
      room.promised += places;
      return Promise.resolve();
    }
    return new Promise((enter) => room.queue.push({ places, enter }));
  }

  #fits({ promised }: Room, places: number): boolean {
    return promised === 0 || promised + places <= this.#cap;
  }

  #roomOf(account: Account): Room {
    let room = this.#rooms.get(account);
    if (room === undefined) this.#rooms.set(account, (room = { promised: 0, taken: 0, left: 0, queue: [] }));
    return room;
  }
}

/** Somebody who has places, until it leaves. */
export class Guest {
  readonly #places: Places;
  readonly #accounts: readonly Account[];
  readonly #taken = new Map<Account, number>();

  constructor(
    all: Places,
    accounts: readonly Account[],
    /** How many places it has in each of its accounts. */
    readonly places: number,
    /** How often a cap had been learned when it came in. */
    readonly learned: number,
  ) {
    this.#places = all;
    this.#accounts = accounts;
  }

  /** How many of its events have been accepted in an account. */
  taken(account: Account): number {
    return this.#taken.get(account) ?? 0;
  }

  /** Takes note that one more of its events was accepted. */
  took(account: Account): void {
    this.#taken.set(account, this.taken(account) + 1);
    this.#places.take(account, 1);
  }

  /** Takes note that one of its events was refused for want of place; whose events may be in the way. */
  wasRefused(account: Account): 'others' | 'its own' | 'nobody' {
    return this.#places.refused(account, this);
  }

  /**
   * Gives its places back.
   *
   * @param tidied - whether nothing of its own waits any more
   */
  leave(tidied: boolean): void {
    for (const account of this.#accounts) this.#places.leave(account, this.places, this.taken(account), tidied);
  }
}
