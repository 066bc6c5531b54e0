import type { Account } from '../accounts/account.js';
import type { Answer } from '../connection/answer.js';
import type { HttpRequest } from '../connection/transport.js';
import type { Cleared } from './stage.js';

/** What goes first when everything waits to be sent; what was scheduled goes before all of it. */
const ORDER = { leaving: 1, forgetting: 2 } as const;

/** Sends a request in its turn. */
export type SendInOrder = (request: HttpRequest, order: number) => Promise<Answer>;

/** Asks for something to be taken away; whether it is gone. */
type Post = (what: string, path: string, by: SendInOrder, order: number) => Promise<boolean>;

/** What a run has made on a server and not yet taken away again. */
export class Leftovers {
  readonly #accounts = new Set<Account>();
  readonly #rooms = new Map<Account, Set<string>>();
  readonly #lost = new Set<Account>();
  readonly #waiting = new Map<Account, Set<string>>();
  readonly #roomsLeft = new Set<string>();
  /** What has been left and forgotten before everything is taken away. */
  readonly #done = new Map<Account, Set<string>>();
  #devices = 0;

  /** The accounts that have been used. */
  get accounts(): readonly Account[] {
    return [...this.#accounts];
  }

  /** The ids of all rooms that have been made or joined. */
  get rooms(): readonly string[] {
    return [...this.#rooms.values()].flatMap((ids) => [...ids]);
  }

  /** What has been taken away so far. */
  get cleared(): Cleared {
    return { rooms: this.#roomsLeft.size, devices: this.#devices };
  }

  addAccount(account: Account): void {
    this.#accounts.add(account);
  }

  addRoom(account: Account, roomId: string): void {
    add(this.#rooms, account, roomId);
  }

  /** What an account has left waiting on the server. */
  waitingOf(account: Account): readonly string[] {
    return [...(this.#waiting.get(account) ?? [])];
  }

  addWaiting(account: Account, name: string): void {
    add(this.#waiting, account, name);
  }

  removeWaiting(account: Account, name: string): void {
    this.#waiting.get(account)?.delete(name);
  }

  /** Says that nothing can be done in an account's name any more. */
  giveUp(account: Account): void {
    this.#lost.add(account);
  }

  /**
   * Leaves rooms beside what else goes on, one after the other. What goes wrong ends it, and is tried again when everything is
   * taken away.
   *
   * @param isInUse - whether somebody does something in a room still
   * @param stop - aborted when no further one is to be left
   */
  async leaveBeside(send: SendInOrder, isInUse: (roomId: string) => boolean, stop: AbortSignal): Promise<void> {
    for (const [account, rooms] of this.#rooms) {
      for (const roomId of rooms) {
        if (isInUse(roomId) || this.#lost.has(account) || this.#isDone(account, roomId)) continue;
        if (stop.aborted) return;
        const trouble: string[] = [];
        await this.#leave(roomId, this.#poster(account, trouble), send);
        if (trouble.length > 0) return;
        add(this.#done, account, roomId);
      }
    }
  }

  /**
   * Takes everything away, what matters most first: whatever the revision left running, memberships of rooms, and our own
   * devices.
   *
   * @param send - sends a request; of several that wait, the one with the lower order goes first
   * @param cancelAll - cancels what the revision's checks have left running in an account
   * @param sendLast - sends the last request of an account, for which some time is kept back
   * @returns what could not be taken away, one sentence each
   */
  async clear(
    send: SendInOrder,
    cancelAll: (account: Account) => Promise<void>,
    sendLast: SendInOrder = send,
  ): Promise<string[]> {
    const lists = await Promise.all(
      [...this.#accounts].map((account) => this.#clearAccount(account, send, cancelAll, sendLast)),
    );
    return lists.flat();
  }

  async #clearAccount(
    account: Account,
    send: SendInOrder,
    cancelAll: (account: Account) => Promise<void>,
    sendLast: SendInOrder,
  ): Promise<string[]> {
    if (this.#lost.has(account)) {
      const rooms = this.#rooms.get(account)?.size ?? 0;
      return [
        `${account.userId}: its access token has expired, so ${rooms} rooms were not left, nor anything cancelled`,
      ];
    }
    const left: string[] = [];
    const post = this.#poster(account, left);
    await cancelAll(account).catch((error: unknown) => {
      left.push(`${account.userId}: what was still scheduled could not be cancelled: ${reasonOf(error)}`);
    });
    await Promise.all(
      [...(this.#rooms.get(account) ?? [])]
        .filter((roomId) => !this.#isDone(account, roomId))
        .map((roomId) => this.#leave(roomId, post, send)),
    );
    if (account.ownDevice && (await post('logging out', '/_matrix/client/v3/logout', sendLast, ORDER.leaving))) {
      this.#devices += 1;
    }
    return left;
  }

  #isDone(account: Account, roomId: string): boolean {
    return this.#done.get(account)?.has(roomId) === true;
  }

  async #leave(roomId: string, post: Post, send: SendInOrder): Promise<void> {
    const path = `/_matrix/client/v3/rooms/${encodeURIComponent(roomId)}`;
    if (await post(`leaving ${roomId}`, `${path}/leave`, send, ORDER.leaving)) this.#roomsLeft.add(roomId);
    await post(`forgetting ${roomId}`, `${path}/forget`, send, ORDER.forgetting);
  }

  /** @param left - is told what could not be taken away */
  #poster(account: Account, left: string[]): Post {
    const headers = { authorization: `Bearer ${account.accessToken}`, 'content-type': 'application/json' };
    return async (what, path, by, order) => {
      const request = { method: 'POST', path, headers, body: '{}', repeatable: true };
      const answer = await by(request, order).catch(reasonOf);
      // Who was kicked or has left already has nothing to leave; a logged-out device has nothing to log out.
      const gone = typeof answer === 'object' && (answer.ok || [401, 403, 404].includes(answer.status));
      if (!gone) left.push(`${account.userId}: ${what} failed: ${answer}`);
      return gone;
    };
  }
}

function add(things: Map<Account, Set<string>>, account: Account, thing: string): void {
  const known = things.get(account);
  if (known === undefined) things.set(account, new Set([thing]));
  else known.add(thing);
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
