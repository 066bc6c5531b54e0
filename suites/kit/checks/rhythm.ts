import { inTheBackground } from './in-the-background.js';
import type { TargetTime } from '../time/target-time.js';
import { TooCoarse } from './verdict.js';

/**
 * Something that a story does again and again, at fixed distances. Where time passes by itself it is done at its moments
 * whatever else the story waits for; where time has to be moved, whoever moves it stops at these moments.
 */
export class Rhythm {
  readonly #time: TargetTime;
  readonly #period: number;
  readonly #tolerance: number;
  readonly #act: () => Promise<unknown>;
  readonly #underWay: Promise<void>[] = [];
  #next: number;
  #stopped = false;
  #failure: unknown;

  /**
   * @param period - milliseconds from one time to the next; the first is one period from now
   * @param tolerance - how much later than meant it may be done, in milliseconds: beyond that it is not this rhythm
   */
  constructor(time: TargetTime, period: number, tolerance: number, act: () => Promise<unknown>) {
    this.#time = time;
    this.#period = period;
    this.#tolerance = tolerance;
    this.#act = act;
    this.#next = time.now() + period;
    // When the run is over there is no more time, as the story finds out by itself.
    if (time.kind === 'real') void inTheBackground(this.#goOn());
  }

  /** When it is to be done next, for whoever moves the time; never, where time passes by itself. */
  get next(): number {
    return this.#stopped || this.#time.kind === 'real' ? Number.POSITIVE_INFINITY : this.#next;
  }

  /** Does it once. What goes wrong with it is heard of in the end. */
  async beat(): Promise<void> {
    const late = Math.round(this.#time.now() - this.#next);
    this.#next += this.#period;
    try {
      if (late > this.#tolerance) throw new TooCoarse(`something that has its moments was done ${late} ms late`);
      await this.#act();
    } catch (error) {
      this.#failure ??= error;
      this.#stopped = true;
    }
  }

  /**
   * Ends it, and waits for what is under way.
   *
   * @throws what has gone wrong with it, the first time that something did; once, since whoever hears of it has it
   */
  async stop(): Promise<void> {
    this.#stopped = true;
    await Promise.all(this.#underWay);
    const failure = this.#failure;
    this.#failure = undefined;
    if (failure !== undefined) throw failure;
  }

  async #goOn(): Promise<void> {
    for (;;) {
      await this.#time.waitUntil(this.#next);
      if (this.#stopped) return;
      // The next time does not wait for the answer of this one.
      this.#underWay.push(this.beat());
    }
  }
}
