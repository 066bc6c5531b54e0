import { plural } from '../checks/conclusion.js';
import { Inconclusive } from '../checks/verdict.js';
import { RunBlocker } from '../connection/run-blocker.js';
import type { Account } from './account.js';

/** Makes a further account. */
export type MakeAccount = (name: string) => Promise<Account>;

/**
 * Accounts that one check has to itself at a time. There is a new one for every check as long as the server gives them;
 * when it limits how many are made, those that checks have given back are used again, one after the other.
 */
export class AccountPool {
  readonly #make: MakeAccount;
  readonly #clear: (account: Account) => Promise<void>;
  readonly #onScarce: () => void;
  readonly #idle: Account[] = [];
  readonly #lent = new Set<Account>();
  /** The accounts that are being made. */
  readonly #making = new Set<Promise<unknown>>();
  readonly #waiting: { readonly name: string; readonly take: (account: Account) => void }[] = [];
  #scarce = false;

  /**
   * @param make - makes a new account; throws {@link Inconclusive} when the server's limits do not allow it
   * @param clear - takes away what a check has left running in an account
   * @param onScarce - called once, when accounts begin to be used again
   */
  constructor(make: MakeAccount, clear: (account: Account) => Promise<void>, onScarce: () => void) {
    this.#make = make;
    this.#clear = clear;
    this.#onScarce = onScarce;
  }

  /**
   * Lends an account until it is given back.
   *
   * @param name - what checks call it
   * @throws Inconclusive when the server gives no further one, and there is none that could be used again
   */
  async lend(name: string): Promise<Account> {
    if (!this.#scarce) {
      const made = await this.#makeOne(name);
      if (made !== undefined) return made;
    }
    const account = await this.#used(name);
    this.#lent.add(account);
    await this.#clear(account);
    return account;
  }

  /** What waits for an account, in words. */
  inWords(): readonly string[] {
    const { length } = this.#waiting;
    return length === 0 ? [] : [`${plural(length, 'check')} waiting for an account`];
  }

  /** Takes an account back. */
  giveBack(account: Account): void {
    if (!this.#lent.delete(account)) return;
    const next = this.#waiting.findIndex(({ name }) => name === account.name);
    if (next === -1) this.#idle.push(account);
    else {
      this.#lent.add(account);
      this.#waiting.splice(next, 1)[0]?.take(account);
    }
  }

  /** A new account, or none where there is another one to wait for. */
  async #makeOne(name: string): Promise<Account | undefined> {
    const making = this.#make(name);
    this.#making.add(making);
    try {
      const account = await making;
      this.#lent.add(account);
      return account;
    } catch (error) {
      this.#making.delete(making);
      // Who asked at the same time may have been luckier.
      await Promise.allSettled(this.#making);
      // What stands in the way of the whole run, such as its end, is no limit of the server's.
      const isLimited = error instanceof Inconclusive && !(error instanceof RunBlocker);
      if (!isLimited || !this.#has(name)) throw error;
      if (!this.#scarce) this.#onScarce();
      this.#scarce = true;
      return undefined;
    } finally {
      this.#making.delete(making);
    }
  }

  /** Whether there is an account of the name, with whomever it is. */
  #has(name: string): boolean {
    return [...this.#idle, ...this.#lent].some((account) => account.name === name);
  }

  /** An account that a check has given back, or will give back. */
  #used(name: string): Promise<Account> {
    const index = this.#idle.findIndex((account) => account.name === name);
    const [idle] = index === -1 ? [] : this.#idle.splice(index, 1);
    if (idle !== undefined) return Promise.resolve(idle);
    if (!this.#has(name)) return this.#make(name);
    return new Promise((take) => this.#waiting.push({ name, take }));
  }
}
