import type { Account } from '../accounts/account.js';
import { Inconclusive } from '../checks/verdict.js';
import { Limiter } from '../connection/limiter.js';
import { Scarcity } from './scarcity.js';

/** Who asks for a room first when they are scarce. */
const ORDER = { shared: 0, own: 1 } as const;

/** What a supply of rooms stands on. */
export interface RoomSupplyOptions {
  /** Monotonic milliseconds. */
  readonly now: () => number;
  /** Waits until it is so late. */
  readonly waitUntil: (at: number) => Promise<void>;
  /** How long one request may wait because the server limits requests, in milliseconds. */
  readonly limitWait: number;
  /** Says something of the run as a whole. */
  readonly remark: (sentence: string) => void;
  /** Remembers that an account is in a room, so that it leaves it in the end. */
  readonly joined: (account: Account, roomId: string) => void;
}

/**
 * How a run comes by rooms on a server that gives only so many of them, or of invitations. There is a room for every check
 * as long as none is refused; then those checks share rooms that leave each other alone in them, and the others wait for
 * their turn.
 */
export class RoomSupply {
  readonly rooms: Scarcity;
  readonly invitations: Scarcity;
  readonly #options: RoomSupplyOptions;
  readonly #turns = new Limiter(1);
  readonly #shared = new Map<string, Promise<string>>();
  readonly #apart = new Map<unknown, string | undefined>();

  constructor(options: RoomSupplyOptions) {
    this.#options = options;
    this.rooms = new Scarcity(() =>
      options.remark(
        'the server limits how many rooms are made: checks that leave each other alone shared some; what seemed broken there was judged in a room of its own',
      ),
    );
    this.invitations = new Scarcity(() =>
      options.remark(
        'the server limits how many rooms with invitations are made: they were open instead to whoever knew them',
      ),
    );
  }

  /** Whether a check may be in rooms where others are. */
  mayShare(check: unknown): boolean {
    return !this.#apart.has(check);
  }

  /**
   * Gives a check rooms of its own from now on.
   *
   * @param found - what seemed to be broken in a room that it shared
   */
  keepApart(check: unknown, found?: string): void {
    this.#apart.set(check, found);
  }

  /** What seemed to be broken in a room that a check shared. */
  foundInShared(check: unknown): string | undefined {
    return this.#apart.get(check);
  }

  /** Whether nobody has wanted a room to share as yet; see {@link shared}. */
  get isUntouched(): boolean {
    return this.#shared.size === 0;
  }

  /**
   * A room that several checks are in.
   *
   * @param key - the same for those who want the same one
   * @param make - makes it for whoever comes first
   * @returns its id
   */
  shared(key: string, make: () => Promise<string>): Promise<string> {
    let room = this.#shared.get(key);
    if (room === undefined) {
      this.#shared.set(key, (room = make()));
      // Who comes later may have more luck.
      room.catch(() => this.#shared.delete(key));
    }
    return room;
  }

  /** Remembers that an account is in a room that is shared. */
  joined(account: Account, roomId: string): void {
    this.#options.joined(account, roomId);
  }

  /**
   * Asks for a room when its turn has come; what many wait for goes first.
   *
   * @throws Inconclusive when its turn does not come in the time that somebody wants to wait
   */
  inTurn<T>(kind: keyof typeof ORDER, ask: () => Promise<T>): Promise<T> {
    const { now, waitUntil, limitWait } = this.#options;
    const none = new Inconclusive(
      `the server limits how many rooms are made: none was to be had in the ${limitWait / 1_000} s that --limit-wait gives`,
    );
    const giveUpAt = now() + limitWait;
    let hasBegun = false;
    const asked = this.#turns.run(ORDER[kind], () => {
      if (now() >= giveUpAt) throw none;
      hasBegun = true;
      return ask();
    });
    // Those before it may each take as long as that.
    const givenUp = waitUntil(giveUpAt).then(() => {
      if (!hasBegun) throw none;
      return asked;
    });
    return Promise.race([asked, givenUp]);
  }
}
