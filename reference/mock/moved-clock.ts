import type { Alarm } from '../time/clock.js';
import { DeadlineQueue } from '../time/deadline-queue.js';
import { type FakeTimers, fakeTimers } from './fake-timers.js';
import type { MockClock } from './mock-clock.js';

/** The longest wait that `setTimeout` understands, the fake one too; anything longer it would run at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** How many rounds of what falls due at one moment there may be before we give up. */
const MOST_ROUNDS_WITHOUT_TIME = 1_000;

/**
 * A clock that stands still until a test moves it, and that goes with fake timers as long as some are installed. Nobody
 * tells when they come and go, so every question looks anew; time goes on from where it was.
 */
export class MovedClock implements MockClock {
  readonly #settle: () => Promise<void>;
  readonly #waiting = new DeadlineQueue<() => void>();
  #time = Date.now();
  #fake: FakeTimers | undefined = fakeTimers();
  /** By how much this clock is ahead of the fake timers. */
  #ahead = 0;
  #alarm: ReturnType<typeof setTimeout> | undefined;
  #moving: Promise<unknown> = Promise.resolve();

  /** @param settle - waits until everything that has been set off is done */
  constructor(settle: () => Promise<void>) {
    this.#settle = settle;
  }

  now(): number {
    this.#follow();
    return this.#time;
  }

  schedule(at: number, wake: () => void): Alarm {
    this.#follow();
    const entry = this.#waiting.add(at, wake);
    this.#arm();
    return {
      cancel: () => {
        this.#waiting.remove(entry);
        this.#arm();
      },
    };
  }

  nextWakeAt(): number | undefined {
    return this.#waiting.first()?.at;
  }

  advanceTo(at: number): void {
    if (at < this.now()) throw new RangeError(`time cannot go back from ${this.#time} to ${at}`);
    for (let next = this.#waiting.first(); next !== undefined && next.at <= at; next = this.#waiting.first()) {
      this.#reach(next.at);
      this.#runDue();
    }
    this.#reach(at);
    this.#arm();
  }

  advance(ms: number): Promise<void> {
    if (!(ms >= 0 && Number.isFinite(ms))) throw new RangeError(`time can be moved by 0 ms or more, not by ${ms}`);
    const move = async (): Promise<void> => {
      await this.#settle();
      this.#follow();
      if (this.#fake === undefined) await this.#moveTo(this.#time + ms);
      else await this.#moveWith(this.#fake, ms);
    };
    const moved = this.#moving.then(move, move);
    this.#moving = moved.catch(() => undefined);
    return moved;
  }

  /** Lets time begin at what `Date.now()` says. */
  restart(): void {
    this.#fake = fakeTimers();
    this.#ahead = 0;
    this.#time = Date.now();
    this.#arm();
  }

  /** Step by step, so that clients do what they do at each moment before the next one comes. */
  async #moveTo(at: number): Promise<void> {
    for (let next = this.nextWakeAt(); next !== undefined && next <= at; next = this.nextWakeAt()) {
      this.advanceTo(Math.max(next, this.#time));
      await this.#settle();
    }
    this.advanceTo(at);
    await this.#settle();
  }

  async #moveWith(fake: FakeTimers, ms: number): Promise<void> {
    for (let left = ms; left >= 0; left -= LONGEST_TIMER_MS)
      await this.#fireUntil(fake, Math.min(left, LONGEST_TIMER_MS));
    // What falls due at this very moment may have been waiting behind our own timer, or be there only now.
    let rounds = 0;
    while ((await this.#fireUntil(fake, 0)) > 0 && rounds < MOST_ROUNDS_WITHOUT_TIME) rounds += 1;
  }

  /** Fires one fake timer after the other, up to one of our own. Answers how many others there were. */
  async #fireUntil(fake: FakeTimers, ms: number): Promise<number> {
    const own = { hasFired: false };
    const timer = setTimeout(() => (own.hasFired = true), ms);
    try {
      for (let others = 0; ; others += 1) {
        await fake.nextAsync();
        await this.#settle();
        // Whoever takes the timers away meanwhile takes ours, too.
        if (own.hasFired || fakeTimers() !== fake) return others;
      }
    } finally {
      clearTimeout(timer);
    }
  }

  /** Goes to a moment, ahead of fake timers if there are some. */
  #reach(at: number): void {
    if (at <= this.#time) return;
    if (this.#fake !== undefined) this.#ahead += at - this.#time;
    this.#time = at;
  }

  #follow(): void {
    const fake = fakeTimers();
    if (this.#fake !== undefined) this.#time = Math.max(this.#time, Math.floor(this.#fake.now + this.#ahead));
    if (fake === this.#fake) return;
    this.#fake = fake;
    if (fake !== undefined) this.#ahead = this.#time - fake.now;
    this.#arm();
  }

  #arm(): void {
    clearTimeout(this.#alarm);
    this.#alarm = undefined;
    const first = this.#waiting.first();
    if (this.#fake === undefined || first === undefined) return;
    const wait = Math.min(Math.max(first.at - this.#time, 0), LONGEST_TIMER_MS);
    this.#alarm = setTimeout(() => {
      this.#follow();
      this.#runDue();
      this.#arm();
    }, wait);
  }

  #runDue(): void {
    for (let next = this.#waiting.first(); next !== undefined && next.at <= this.#time; next = this.#waiting.first()) {
      this.#waiting.remove(next);
      next.item();
    }
  }
}
