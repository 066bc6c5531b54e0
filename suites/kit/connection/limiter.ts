/** Lets only so many things happen at once; those with the lower number go first. */
export class Limiter {
  readonly #waiting: { readonly order: number; readonly start: () => void }[] = [];
  readonly #limit: () => number;
  #underWay = 0;

  /** @param limit - how many may happen at once; asked each time, since it may change */
  constructor(limit: number | (() => number)) {
    this.#limit = typeof limit === 'number' ? () => limit : limit;
  }

  /**
   * Does something when its turn comes.
   *
   * @param order - its place in the queue: what began earlier has the lower number and is not kept waiting
   */
  async run<T>(order: number, work: () => Promise<T>): Promise<T> {
    if (this.#underWay >= this.#limit()) await new Promise<void>((start) => this.#enqueue(order, start));
    else this.#underWay += 1;
    try {
      return await work();
    } finally {
      this.#underWay -= 1;
      while (this.#underWay < this.#limit() && this.#startNext());
    }
  }

  #startNext(): boolean {
    const next = this.#waiting.shift();
    if (next === undefined) return false;
    this.#underWay += 1;
    next.start();
    return true;
  }

  #enqueue(order: number, start: () => void): void {
    const index = this.#waiting.findLastIndex((other) => other.order <= order);
    this.#waiting.splice(index + 1, 0, { order, start });
  }
}
