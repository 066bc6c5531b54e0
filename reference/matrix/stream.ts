/**
 * The order in which things become visible to clients: every change that a sync can tell about takes the next
 * position, and positions are what sync and pagination tokens stand for. Also the bell that wakes waiting syncs.
 */
export class Stream {
  readonly #waiting = new Map<string, Set<() => void>>();
  #position = 0;

  /** The position of the latest change. */
  get position(): number {
    return this.#position;
  }

  /** Takes the next position for a change that is being made. */
  next(): number {
    this.#position += 1;
    return this.#position;
  }

  /**
   * Calls `wake` whenever something has changed for a user.
   *
   * @returns the way to stop that
   */
  watch(userId: string, wake: () => void): () => void {
    let waiting = this.#waiting.get(userId);
    if (waiting === undefined) this.#waiting.set(userId, (waiting = new Set()));
    waiting.add(wake);
    return () => {
      waiting.delete(wake);
      if (waiting.size === 0 && this.#waiting.get(userId) === waiting) this.#waiting.delete(userId);
    };
  }

  /** Tells the waiting syncs of these users that something has changed. */
  wake(userIds: Iterable<string>): void {
    if (this.#waiting.size === 0) return;
    for (const userId of new Set(userIds)) {
      // A copy, since those who are woken leave the set.
      for (const wake of [...(this.#waiting.get(userId) ?? [])]) wake();
    }
  }
}
