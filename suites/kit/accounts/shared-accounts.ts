import type { Account } from './account.js';

/** How many accounts of one name are made at the most so that all that waits has a place. */
const MOST_OF_A_NAME = 12;

/** How many further accounts of one name are made at the most where a server limits how fast each user may ask. */
const MOST_FOR_RATES = 8;

/** How many checks are in one account at the same time then. */
const TOGETHER = 2;

/** How shared accounts are come by. */
export interface SharedAccountsOptions {
  /** What checks call them, in the order in which they are needed. */
  readonly names: readonly string[];
  /** Makes one, or waits until there is one. */
  make(name: string): Promise<Account>;
  /** Makes a further one of a name; `undefined` where the server does not give it at once. */
  makeFurther(name: string): Promise<Account | undefined>;
  /** Whether a first one of these that cannot be had ends everything; a later one is missed only by those who need it. */
  isDecisive(name: string, error: unknown): boolean;
  /** Called when checks begin to be spread over further accounts because of a limit on how fast each user may ask. */
  onSpread(): void;
}

/** An account, and how many events may come to wait in it. */
interface Share {
  readonly account: Account;
  promised: number;
  /** How many have it now. */
  inside: number;
}

/**
 * The accounts that checks share. There is one of each name, and further ones only where a server gives accounts at once: if it says
 * how many events of one user it lets wait, what many checks have waiting at the same time is spread over them; if it limits how fast
 * each user may ask, the checks are, and those that find no account with few others in it wait for one.
 */
export class SharedAccounts {
  readonly #options: SharedAccountsOptions;
  readonly #shares = new Map<string, readonly Share[] | Error>();
  readonly #making = new Map<string, Promise<void>>();
  #opened: Promise<void> | undefined;
  #mostWaiting = Number.POSITIVE_INFINITY;
  #givesMore = true;
  #limitsRates = false;
  readonly #waiting: (() => void)[] = [];

  constructor(options: SharedAccountsOptions) {
    this.#options = options;
  }

  /** Takes note of how many events of one user the server lets wait, as it says itself. */
  letsWait(events: number): void {
    this.#mostWaiting = Math.min(this.#mostWaiting, events);
  }

  /** Takes note that the server limits how fast each user may ask, for each of them apart. */
  limitsRates(): void {
    this.#limitsRates = true;
  }

  /** How many wait for an account. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /**
   * Gives an account to share, the one in which the least is promised.
   *
   * @param places - how many events may come to wait in it
   * @param when - `at once` for those for whom others wait
   * @throws what stood in the way of an account of this name
   */
  async take(name: string, places: number, when: 'at once' | 'in turn' = 'in turn'): Promise<Account> {
    await (this.#opened ??= this.#open());
    for (;;) {
      const shares = this.#shares.get(name) ?? new Error(`no account called ${name}`);
      if (shares instanceof Error) throw shares;
      const [freest] = shares.toSorted((one, other) => one.promised - other.promised);
      if (freest === undefined || this.#wantsFurther(freest, places, shares)) await this.#makeFurther(name);
      else if (when === 'in turn' && this.#isSpread(shares) && freest.inside >= TOGETHER)
        await new Promise<void>((goOn) => this.#waiting.push(goOn));
      else {
        freest.promised += places;
        freest.inside += 1;
        return freest.account;
      }
    }
  }

  /** Whether so many have an account that one of them had better begin anew with another one: since before that was known. */
  isCrowded(account: Account): boolean {
    const shares = this.#sharesOf(account.name);
    const share = shares.find((each) => each.account === account);
    return share !== undefined && share.inside > TOGETHER && this.#isSpread(shares);
  }

  /** Takes an account back; one that is not shared is none of its own. */
  giveBack(account: Account, places: number): void {
    const share = this.#sharesOf(account.name).find((each) => each.account === account);
    if (share !== undefined) {
      share.promised -= places;
      share.inside -= 1;
    }
    for (const goOn of this.#waiting.splice(0)) goOn();
  }

  /** Has another account in the place of one that is of no use any more. Whoever takes one of its name hears of it when there is none. */
  replace(account: Account): void {
    this.#opened &&= this.#replace(account, this.#opened);
    this.#opened?.catch(() => undefined);
  }

  async #replace(account: Account, opened: Promise<void>): Promise<void> {
    await opened;
    const shares = this.#sharesOf(account.name);
    const others = shares.filter((share) => share.account !== account);
    if (others.length === shares.length) return;
    this.#shares.set(account.name, others.length > 0 ? others : await this.#sharesMade(account.name));
  }

  /** All at once and in order, so that given accounts go to those who need them most. */
  async #open(): Promise<void> {
    for (const name of this.#options.names) {
      const shares = await this.#sharesMade(name);
      if (shares instanceof Error && this.#options.isDecisive(name, shares)) throw shares;
      this.#shares.set(name, shares);
    }
  }

  #wantsFurther({ promised, inside }: Share, places: number, shares: readonly Share[]): boolean {
    const isFull = promised > 0 && promised + places > this.#mostWaiting;
    const isCrowded = this.#limitsRates && inside >= TOGETHER;
    return (
      (isFull && this.#mayHaveMore(shares, MOST_OF_A_NAME)) ||
      (isCrowded && this.#mayHaveMore(shares, MOST_FOR_RATES + 1))
    );
  }

  /** Whether checks are spread over accounts because of how fast each user may ask. */
  #isSpread(shares: readonly Share[]): boolean {
    return this.#limitsRates && (shares.length > 1 || this.#mayHaveMore(shares, MOST_FOR_RATES + 1));
  }

  #mayHaveMore({ length }: readonly Share[], most: number): boolean {
    return this.#givesMore && length < most;
  }

  /** Makes one more of a name, once for all who want it. */
  #makeFurther(name: string): Promise<void> {
    let making = this.#making.get(name);
    if (making === undefined) {
      making = this.#addFurther(name).finally(() => this.#making.delete(name));
      this.#making.set(name, making);
    }
    return making;
  }

  async #addFurther(name: string): Promise<void> {
    const account = await this.#options.makeFurther(name);
    if (account === undefined) this.#givesMore = false;
    else this.#shares.set(name, [...this.#sharesOf(name), { account, promised: 0, inside: 0 }]);
    if (account !== undefined && this.#limitsRates) this.#options.onSpread();
  }

  /** The first account of a name, or what stood in its way: so that all who want it hear of that, and nobody tries once more. */
  async #sharesMade(name: string): Promise<readonly Share[] | Error> {
    try {
      return [{ account: await this.#options.make(name), promised: 0, inside: 0 }];
    } catch (error) {
      if (error instanceof Error) return error;
      throw error;
    }
  }

  #sharesOf(name: string): readonly Share[] {
    const shares = this.#shares.get(name);
    return shares === undefined || shares instanceof Error ? [] : shares;
  }
}
