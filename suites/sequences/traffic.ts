import { Limiter } from '../kit/connection/limiter.js';
import { LATE } from './stopped.js';

/** How many sequences go on at the same time to begin with, at the most and at the least. */
const FIRST = 8;
const MOST = 64;
const LEAST = 3;

/** What is left of how many go on at the same time after one that came too late. */
const LESS = 0.5;

/** How often a sequence is told that comes too late each time. */
const TRIES = 2;

/** When a sequence is told. */
export interface Turn {
  /** How many others its check has told before: the first ones of all checks go first. */
  readonly order: number;
  /** Whether its check can do without it. */
  isDispensable(): boolean;
}

/** What became of a sequence, as far as traffic is concerned. */
interface Told {
  readonly stopped?: string;
}

/**
 * Lets as many sequences go on side by side as the server and this machine keep pace with, and finds out how many that are as networks
 * do: many more at first, and after one whose commands took so long that a deadline was near a good part less, and then more only
 * slowly. What came too late proves nothing, and is told again. Once one has, those are left out that can be: a verdict is waited
 * for.
 */
export class Traffic {
  #bearable = FIRST;
  /** How often it has become less. */
  #jams = 0;
  readonly #limiter = new Limiter(() => Math.floor(this.#bearable));

  /** Takes note of a sequence that has come to a pause in time. */
  inTime(): void {
    const more = this.#jams === 0 ? 1 : 1 / this.#bearable;
    this.#bearable = Math.min(MOST, this.#bearable + more);
    this.#limiter.goOn();
  }

  /**
   * Tells a sequence when its turn comes, and again where it comes too late.
   *
   * @param turn - absent for one that is told at once, and in any case
   * @returns what became of it; `undefined` for one that has been left out
   */
  async run<R extends Told>(tell: () => Promise<R>, turn?: Turn): Promise<R | undefined> {
    for (let tries = 1; ; tries += 1) {
      const { told, jams } = await this.#limiter.run(turn?.order ?? 0, async () => {
        const jams = this.#jams;
        const isLeftOut = this.#jams > 0 && turn?.isDispensable() === true;
        return { told: isLeftOut ? undefined : await tell(), jams };
      });
      if (told?.stopped !== LATE) return told;
      // Others that were under way then came too late for the same reason.
      if (jams === this.#jams) this.#lessen();
      if (tries === TRIES) return told;
    }
  }

  #lessen(): void {
    this.#jams += 1;
    this.#bearable = Math.max(LEAST, this.#bearable * LESS);
  }
}
