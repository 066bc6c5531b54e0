import type { Clock } from '../time/clock.js';

/** How much one caller may ask for: so many requests at once, and as many again in every period after that. */
export interface RateLimit {
  readonly requests: number;
  /** The length of a period in milliseconds. */
  readonly perMs: number;
}

/** What one caller has left. */
interface Allowance {
  requests: number;
  /** When that was so, in milliseconds since the Unix epoch. */
  readAt: number;
}

/** What callers have left of a limit, each of them on their own. */
export class Allowances {
  readonly #limit: RateLimit;
  readonly #clock: Pick<Clock, 'now'>;
  readonly #allowances = new Map<string, Allowance>();

  constructor(limit: RateLimit, clock: Pick<Clock, 'now'>) {
    this.#limit = limit;
    this.#clock = clock;
  }

  /**
   * Takes one request from what a caller has left.
   *
   * @returns how long the caller has to wait, in milliseconds, when nothing is left, and otherwise 0
   */
  take(caller: string): number {
    const left = this.#left(caller);
    const isAllowed = left >= 1;
    this.#allowances.set(caller, { requests: isAllowed ? left - 1 : left, readAt: this.#clock.now() });
    return isAllowed ? 0 : this.#waitFor(left);
  }

  /** How long a caller would have to wait for one request, in milliseconds; 0 when there is one left. */
  wait(caller: string): number {
    const left = this.#left(caller);
    return left >= 1 ? 0 : this.#waitFor(left);
  }

  #left(caller: string): number {
    const { requests, readAt } = this.#allowances.get(caller) ?? {
      requests: this.#limit.requests,
      readAt: this.#clock.now(),
    };
    return Math.min(this.#limit.requests, requests + (this.#clock.now() - readAt) / this.#msPerRequest);
  }

  #waitFor(left: number): number {
    return Math.ceil((1 - left) * this.#msPerRequest);
  }

  get #msPerRequest(): number {
    return this.#limit.perMs / this.#limit.requests;
  }
}
