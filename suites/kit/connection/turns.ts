import { Limiter } from './limiter.js';

/** After how many answers in a row that are no refusals one request more may be under way. */
const FOR_ONE_MORE = 10;

/**
 * Has requests, some of which a server has refused, sent one by one, so that what was held back does not come all at once; and, while
 * none is refused any more, slowly more of them at the same time again.
 */
export class Turns {
  readonly #limiter = new Limiter(() => 1 + Math.floor(this.#answered / FOR_ONE_MORE));
  #answered = 0;

  /** Does something when its turn comes; what has the lower number goes first. */
  run<T>(order: number, work: () => Promise<T>): Promise<T> {
    return this.#limiter.run(order, work);
  }

  /** Takes note of a request that was not refused. */
  answered(): void {
    this.#answered += 1;
  }

  /** Takes note of one that was. */
  refused(): void {
    this.#answered = 0;
  }
}
