import { Limiter } from '../kit/connection/limiter.js';
import { LATE } from './stopped.js';

/** How many sequences go on at the same time to begin with, at the most and at the least. */
const FIRST = 16;
const MOST = 64;
const LEAST = 4;

/** How many less go on at the same time after one that came too late. */
const LESS = 2;

/** How often a sequence is told that comes too late each time. */
const TRIES = 2;

/** What became of a sequence, as far as traffic is concerned. */
interface Told {
  readonly stopped?: string;
}

/**
 * Lets as many sequences go on side by side as the server and this machine keep pace with: one more for each pause that a sequence
 * came to in time, and less for one whose commands took so long that a deadline was near. That one proves nothing, and is told again.
 */
export class Traffic {
  #bearable = FIRST;
  readonly #limiter = new Limiter(() => this.#bearable);

  /** Takes note of a sequence that has come to a pause in time. */
  inTime(): void {
    this.#bearable = Math.min(MOST, this.#bearable + 1);
    this.#limiter.goOn();
  }

  /** Tells a sequence when its turn comes, and again where it comes too late. */
  async run<R extends Told>(tell: () => Promise<R>): Promise<R> {
    for (let tries = 1; ; tries += 1) {
      const told = await this.#limiter.run(0, tell);
      if (told.stopped !== LATE) return told;
      this.#bearable = Math.max(LEAST, this.#bearable - LESS);
      if (tries === TRIES) return told;
    }
  }
}
