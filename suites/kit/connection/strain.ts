/** How many requests are under way at the same time to begin with, and at the least. */
const FIRST = 4;
const LEAST = 3;

/** Up to which multiple of its quickest answer a server is at ease, and from which on it is strained. */
const AT_EASE = 2;
const STRAINED = 3;

/** Answers that are quicker than this say nothing of the server, in milliseconds: our own machine takes as long at times. */
const QUICK_MS = 15;

/** What a slow answer takes away, as a share of all that are under way. */
const LESS = 0.05;

/**
 * How many requests a server answers at the same time without being strained. Beyond that each of them takes longer and none
 * of them comes earlier; and what the server is to do in its own time, such as sending what falls due, comes late.
 */
export class Strain {
  readonly #most: number;
  readonly #quickest = new Map<string, number>();
  #bearable: number;

  /** @param most - how many at the most, however quickly the server answers */
  constructor(most: number) {
    this.#most = most;
    this.#bearable = Math.min(most, FIRST);
  }

  /** How many requests are best under way at the same time. */
  get bearable(): number {
    return Math.floor(this.#bearable);
  }

  /**
   * Takes note of how long an answer took.
   *
   * @param what - what was asked for: only answers to the same can be compared
   * @param took - milliseconds
   */
  answered(what: string, took: number): void {
    const quickest = Math.min(this.#quickest.get(what) ?? Number.POSITIVE_INFINITY, Math.max(took, QUICK_MS));
    this.#quickest.set(what, quickest);
    if (took > quickest * STRAINED) {
      this.#bearable = Math.max(Math.min(LEAST, this.#most), this.#bearable * (1 - LESS));
    } else if (took < quickest * AT_EASE) {
      this.#bearable = Math.min(this.#most, this.#bearable + 1 / this.#bearable);
    }
  }
}
