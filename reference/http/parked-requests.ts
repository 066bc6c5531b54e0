/** The long-polling requests that wait right now. */
export class ParkedRequests {
  readonly #waiting = new Set<() => void>();

  /** How many wait. */
  get count(): number {
    return this.#waiting.size;
  }

  /**
   * Notes that a request waits.
   *
   * @param release - answers it at once, when the server closes
   * @returns the way to say that it waits no more
   */
  add(release: () => void): () => void {
    this.#waiting.add(release);
    return () => this.#waiting.delete(release);
  }

  /** Answers all of them at once. */
  releaseAll(): void {
    for (const release of [...this.#waiting]) release();
  }
}
