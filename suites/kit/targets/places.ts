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
  readonly inside: Set<Guest>;
  /** Until when each event may wait on that those have left behind who have gone. */
  left: readonly number[];
  readonly queue: { readonly places: number; readonly enter: () => void }[];
}

/**
 * The places that a server has for events that wait. As long as none is refused there are as many as one likes; then the
 * cap is learned, and whoever needs places waits until others have left.
 */
export class Places {
  readonly #rooms = new Map<Account, Room>();
  readonly #onCap: (cap: number) => void;
  readonly #now: () => number;
  #cap = Number.POSITIVE_INFINITY;
  #learned = 0;

  /**
   * @param onCap - called whenever a lower cap has been learned
   * @param now - monotonic milliseconds
   */
  constructor(onCap: (cap: number) => void, now: () => number) {
    this.#onCap = onCap;
    this.#now = now;
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
    const guest = new Guest(this, accounts, places, this.#learned, this.#now);
    for (const account of accounts) this.#roomOf(account).inside.add(guest);
    return guest;
  }

  /** How many events of the run may wait in an account: those that were accepted and are not known to be over. */
  mayWaitIn(account: Account): number {
    const { inside } = this.#roomOf(account);
    const ofThoseInside = [...inside].reduce((sum, guest) => sum + guest.mayWaitIn(account), 0);
    return ofThoseInside + this.#leftIn(account);
  }

  /** What waits for places, in words. */
  inWords(): readonly string[] {
    const waiting = [...this.#rooms.values()].reduce((sum, { queue }) => sum + queue.length, 0);
    if (waiting === 0) return [];
    return [`${plural(waiting, 'check')} waiting for a place among the ${this.#cap} events that may wait`];
  }

  /** Says that nothing waits any more that those have left behind who have gone. */
  tidied(account: Account): void {
    this.#roomOf(account).left = [];
  }

  /** For {@link Guest}: whose events may be in the way, and takes note of the cap. */
  refused(account: Account, guest: Guest): 'others' | 'its own' | 'nobody' {
    const { promised } = this.#roomOf(account);
    if (promised <= guest.places && this.#leftIn(account) === 0) {
      return guest.mayWaitIn(account) > 0 ? 'its own' : 'nobody';
    }
    // Who came in under an older cap tells nothing new.
    if (guest.learned === this.#learned) {
      this.#learned += 1;
      const least = Number.isFinite(this.#cap) ? this.#cap * LESS : this.mayWaitIn(account);
      this.#cap = Math.max(LEAST, Math.floor(least));
      this.#onCap(this.#cap);
    }
    return 'others';
  }

  /**
   * For {@link Guest}: gives places back.
   *
   * @param left - until when each of the events may wait that are left behind
   */
  leave(account: Account, guest: Guest, left: readonly number[]): void {
    const room = this.#roomOf(account);
    room.promised -= guest.places;
    room.inside.delete(guest);
    room.left = [...room.left, ...left];
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

  #leftIn(account: Account): number {
    const room = this.#roomOf(account);
    room.left = room.left.filter((until) => until > this.#now());
    return room.left.length;
  }

  #fits({ promised }: Room, places: number): boolean {
    return promised === 0 || promised + places <= this.#cap;
  }

  #roomOf(account: Account): Room {
    let room = this.#rooms.get(account);
    if (room === undefined) this.#rooms.set(account, (room = { promised: 0, inside: new Set(), left: [], queue: [] }));
    return room;
  }
}

/** Somebody who has places, until it leaves. */
export class Guest {
  readonly #places: Places;
  readonly #accounts: readonly Account[];
  readonly #now: () => number;
  readonly #taken = new Map<Account, number>();
  /** Until when something may wait, by its name, where things have names. */
  readonly #waiting = new Map<Account, Map<string, number>>();

  constructor(
    all: Places,
    accounts: readonly Account[],
    /** How many places it has in each of its accounts. */
    readonly places: number,
    /** How often a cap had been learned when it came in. */
    readonly learned: number,
    now: () => number,
  ) {
    this.#places = all;
    this.#accounts = accounts;
    this.#now = now;
  }

  /** How many of its events may wait in an account: all that were accepted, where nothing else is known. */
  mayWaitIn(account: Account): number {
    return this.#untils(account).filter((until) => until > this.#now()).length;
  }

  /** What waits in an account, by its name. */
  waitingIn(account: Account): readonly string[] {
    return [...(this.#waiting.get(account)?.keys() ?? [])];
  }

  /** Takes note that one more of its events was accepted. */
  took(account: Account): void {
    this.#taken.set(account, (this.#taken.get(account) ?? 0) + 1);
  }

  /** Takes note of something that waits, and until when it does by itself. */
  waits(account: Account, name: string, until: number): void {
    const known = this.#waiting.get(account) ?? new Map<string, number>();
    this.#waiting.set(account, known.set(name, until));
  }

  /** Takes note that something is over. */
  waitsNoMore(account: Account, name: string): void {
    this.#waiting.get(account)?.delete(name);
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
    for (const account of this.#accounts) this.#places.leave(account, this, tidied ? [] : this.#untils(account));
  }

  #untils(account: Account): readonly number[] {
    const known = this.#waiting.get(account);
    if (known !== undefined) return [...known.values()];
    return Array.from({ length: this.#taken.get(account) ?? 0 }, () => Number.POSITIVE_INFINITY);
  }
}
