/** The longest pause between two requests that a server can bring us to, in milliseconds. */
const SLOWEST_MS = 1_000;

/** The first pause after a server has asked us to slow down, in milliseconds. */
const FIRST_PAUSE_MS = 5;

/** Pauses shorter than this are not worth making, in milliseconds. */
const LEAST_PAUSE_MS = 1;

/**
 * Spaces requests out once a server has answered 429: nothing goes out before the time it named, and after that
 * requests keep a distance that grows with every further 429 and slowly shrinks again.
 */
export class Pace {
  #next = 0;
  #pause = 0;
  #lost = 0;

  /** How long requests have been held back in all, in milliseconds. */
  get lost(): number {
    return this.#lost;
  }

  /**
   * Takes the next moment at which a request may go out.
   *
   * @param now - monotonic milliseconds
   * @returns how long to wait until then, in milliseconds
   */
  take(now: number): number {
    const at = Math.max(now, this.#next);
    this.#next = at + this.#pause;
    this.#lost += at - now;
    return at - now;
  }

  /** Takes note of a 429 that asks for so many milliseconds of patience. */
  slowDown(now: number, patience: number): void {
    this.#next = Math.max(this.#next, now + patience);
    this.#pause = Math.min(SLOWEST_MS, Math.max(FIRST_PAUSE_MS, this.#pause * 1.5));
  }

  /** Takes note of a request that was not limited. */
  speedUp(): void {
    this.#pause = this.#pause < LEAST_PAUSE_MS ? 0 : this.#pause * 0.9;
  }
}
