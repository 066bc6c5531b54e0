import { Limiter } from './limiter.js';

/** How many repeats go on at the same time. */
const REPEATS_AT_ONCE = 6;

/**
 * Keeps repeats apart from the crowd: what may have failed only because hundreds of others used the same account is
 * run again when those are done, a few at a time.
 */
export class Quiet {
  readonly #limiter = new Limiter(REPEATS_AT_ONCE);
  readonly #waiting: (() => void)[] = [];
  #crowd = 0;

  /** One more that is not a repeat; to be followed by {@link leave}. */
  enter(): void {
    this.#crowd += 1;
  }

  /** The end of one that is not a repeat. */
  leave(): void {
    this.#crowd -= 1;
    if (this.#crowd > 0) return;
    for (const go of this.#waiting.splice(0)) go();
  }

  /** Does something when the crowd has gone. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#crowd > 0) await new Promise<void>((go) => this.#waiting.push(go));
    return this.#limiter.run(0, work);
  }
}
