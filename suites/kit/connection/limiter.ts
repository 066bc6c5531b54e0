/** Lets only so many things happen at once; those with the lower number go first. */
export class Limiter {
  readonly #waiting: { readonly order: number; readonly start: () => void }[] = [];
  #free: number;

  /** @param limit - how many may happen at once */
  constructor(limit: number) {
    this.#free = limit;
  }

  /**
   * Does something when its turn comes.
   *
   * @param order - its place in the queue: what began earlier has the lower number and is not kept waiting
   */
  async run<T>(order: number, work: () => Promise<T>): Promise<T> {
    if (this.#free > 0) this.#free -= 1;
    else await new Promise<void>((start) => this.#enqueue(order, start));
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#free += 1;
      else next.start();
    }
  }

  #enqueue(order: number, start: () => void): void {
    const index = this.#waiting.findLastIndex((other) => other.order <= order);
    this.#waiting.splice(index + 1, 0, { order, start });
  }
}
