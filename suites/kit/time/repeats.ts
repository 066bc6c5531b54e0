import { plural } from '../checks/conclusion.js';
import { Limiter } from '../connection/limiter.js';

/** How many repeats go on at the same time. */
const REPEATS_AT_ONCE = 6;

/** How long repeats may begin after the first of them has begun, in milliseconds: a run has to come to an end. */
const REPEAT_BUDGET_MS = 90_000;

/**
 * Keeps repeats apart from the crowd: what may have failed only because hundreds of others used the same account is
 * run again when those are done, a few at a time, as long as there is time for it.
 */
export class Repeats {
  readonly #limiter = new Limiter(REPEATS_AT_ONCE);
  readonly #waiting: (() => void)[] = [];
  readonly #now: () => number;
  #crowd = 0;
  #underWay = 0;
  #repeatsUntil: number | undefined;

  /** @param now - monotonic milliseconds */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** One more that is not a repeat; to be followed by {@link leave}. */
  enter(): void {
    this.#crowd += 1;
  }

  /** The end of one that is not a repeat. */
  leave(): void {
    this.#crowd -= 1;
    if (this.#crowd > 0) return;
    for (const go of this.#waiting.splice(0)) go();
  }

  /** What goes on apart, in words. */
  inWords(): readonly string[] {
    return this.#underWay === 0 ? [] : [`${plural(this.#underWay, 'check')} being repeated`];
  }

  /**
   * Does something when the crowd has gone.
   *
   * @returns what came of it; `undefined` when there was no time left to begin it
   */
  async run<T>(work: () => Promise<T>): Promise<T | undefined> {
    if (this.#crowd > 0) await new Promise<void>((go) => this.#waiting.push(go));
    return this.#limiter.run(0, async () => {
      this.#repeatsUntil ??= this.#now() + REPEAT_BUDGET_MS;
      if (this.#now() >= this.#repeatsUntil) return undefined;
      this.#underWay += 1;
      return work().finally(() => (this.#underWay -= 1));
    });
  }
}
