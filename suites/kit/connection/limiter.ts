/** How many times as many things as may happen at once can have stepped aside, each of which takes long. */
const MOST_ASIDE = 2;

/** Lets only so many things happen at once; those with the lower number go first. */
export class Limiter {
  readonly #waiting: { readonly order: number; readonly start: () => void }[] = [];
  readonly #limit: () => number;
  #underWay = 0;
  #aside = 0;

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
      this.goOn();
    }
  }

  /**
   * Waits for a part of what is under way; where that takes long, something else may begin in its place.
   *
   * @param after - milliseconds
   */
  async steppingAside<T>(part: Promise<T>, after: number): Promise<T> {
    let isAside = false;
    const timer = setTimeout(() => {
      if (this.#aside >= MOST_ASIDE * this.#limit()) return;
      isAside = true;
      this.#aside += 1;
      this.#underWay -= 1;
      this.goOn();
    }, after);
    try {
      return await part;
    } finally {
      clearTimeout(timer);
      if (isAside) {
        this.#aside -= 1;
        this.#underWay += 1;
      }
    }
  }

  /** Lets those who wait go on as far as the limit permits: for when it has grown. */
  goOn(): void {
    while (this.#underWay < this.#limit() && this.#startNext());
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
