/** The longest pause between two requests that a server can bring us to, in milliseconds, unless it names one. */
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
  /** When the distance has last grown. */
  #grownAt = Number.NEGATIVE_INFINITY;

  /** How long whoever asks next would have to wait, in milliseconds. */
  ahead(now: number): number {
    return Math.max(0, this.#next - now);
  }

  /**
   * Takes the next moment at which a request may go out.
   *
   * @param now - monotonic milliseconds
   * @returns that moment
   */
  take(now: number): number {
    const at = Math.max(now, this.#next);
    this.#next = at + this.#pause;
    return at;
  }

  /**
   * Takes note of a 429 that asks for so many milliseconds of patience: from now on the distance is half as much again. All that was
   * under way at the same time counts once.
   *
   * @param sentAt - when the request was sent
   */
  slowDown(now: number, patience: number, sentAt = now): void {
    this.slowDownOnce(now, patience);
    if (sentAt < this.#grownAt) return;
    this.#pause = this.#slower();
    this.#grownAt = now;
  }

  /** As {@link slowDown}, where a server has told how far apart requests have to be. */
  keepDistance(now: number, distance: number): void {
    this.slowDownOnce(now, distance);
    this.#pause = distance;
  }

  /** As {@link slowDown}, but the distance stays as it is: for requests that are sent one after the other in any case. */
  slowDownOnce(now: number, patience: number): void {
    this.#next = Math.max(this.#next, now + patience);
  }

  /** Takes note of a request that was not limited. */
  speedUp(): void {
    this.#pause = this.#pause < LEAST_PAUSE_MS ? 0 : this.#pause * 0.9;
  }

  #slower(): number {
    return Math.min(SLOWEST_MS, Math.max(FIRST_PAUSE_MS, this.#pause * 1.5));
  }
}
