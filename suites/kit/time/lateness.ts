/** The least silence that proves anything, in milliseconds. */
const LEAST_SILENCE_MS = 2_000;

/** How many times the worst lateness a silence has to last. */
const SAFETY_FACTOR = 10;

/**
 * How late this run has seen things come that did come. Silence has to be judged by it: where events come half a
 * second late, two seconds without one prove little.
 */
export class Lateness {
  #worst = 0;

  /** The worst lateness seen so far, in milliseconds. */
  get worst(): number {
    return this.#worst;
  }

  /** Takes note of something that came `late` milliseconds after it was due at the latest. */
  record(late: number): void {
    this.#worst = Math.max(this.#worst, late);
  }

  /** How long nothing must come before it is said that nothing comes, in milliseconds. */
  silence(pinned: number | undefined): number {
    return pinned ?? Math.max(LEAST_SILENCE_MS, SAFETY_FACTOR * this.#worst);
  }

  /** How long something due is waited for before it is said never to have come, in milliseconds. */
  patience(least: number): number {
    return Math.max(least, SAFETY_FACTOR * this.#worst);
  }
}
