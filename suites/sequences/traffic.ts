import { Limiter } from '../kit/connection/limiter.js';
import { LATE } from './stopped.js';

/** How many sequences go on at the same time to begin with, and at the least. */
const FIRST = 64;
const LEAST = 8;

/** How many more go on at the same time after one that came in time. */
const MORE = 0.5;

/** How often a sequence is told that comes too late each time. */
const TRIES = 3;

/** What became of a sequence, as far as traffic is concerned. */
interface Told {
  readonly stopped?: string;
}

/**
 * Lets sequences go on side by side as long as the server and this machine keep pace with all of them. One whose commands took so
 * long that a deadline was near proves nothing: it is told again, and one less goes on at the same time from then on.
 */
export class Traffic {
  #bearable = FIRST;
  readonly #limiter = new Limiter(() => Math.floor(this.#bearable));

  /**
   * Tells a sequence when its turn comes, and again while it comes too late.
   *
   * @param stepsBack - whether the server is not to be asked for more than there has to be
   */
  async run<R extends Told>(tell: () => Promise<R>, stepsBack: () => boolean = () => false): Promise<R> {
    for (let tries = 1; ; tries += 1) {
      const told = await this.#limiter.run(0, tell);
      const isLate = told.stopped === LATE;
      this.#bearable = isLate ? Math.max(LEAST, this.#bearable - 1) : Math.min(FIRST, this.#bearable + MORE);
      if (!isLate || tries === TRIES || stepsBack()) return told;
    }
  }
}
