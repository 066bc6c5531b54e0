import type { Subscribe } from './target-time.js';

/** The least silence that proves anything, in milliseconds. */
const LEAST_SILENCE_MS = 2_000;

/** How many times the worst lateness a silence lasts at the most, and how many at the least, however much has been seen. */
const SAFETY_FACTOR = { most: 10, least: 3 } as const;

/**
 * In how many moments something comes later than a silence lasts, once at the most: even where lateness has no mean, since
 * the worst of so many moments is exceeded by a factor in one of so many times that factor.
 */
const ONE_IN_MOMENTS = 100;

/** What falls due within so many milliseconds is late for one reason, and tells as much as one of it. */
const MOMENT_MS = 1_000;

/** How much longer than the worst lateness a silence lasts at the most, in milliseconds. */
const MOST_MARGIN_MS = 10_000;

/**
 * From which lateness on, in milliseconds, a server may send what is due by turns, such as by a job that looks once a minute: how late
 * something comes depends then on when it is due, and what came first says little of what comes next.
 */
const LATE_BY_TURNS_MS = 1_500;

/** From how late on, in milliseconds, a person is told of what is waited for. */
const WORTH_TELLING_MS = 5_000;

/** Something that has not come when it was due, and is waited for since it may only be late. */
export interface Awaited {
  /** What it is, in words. */
  readonly what: string;
  /** When it was due at the latest, in monotonic milliseconds. */
  readonly dueAt: number;
  /** How long it is waited for. */
  readonly until: number;
}

/**
 * How late this run has seen things come that did come. Silence has to be judged by it: where events come half a
 * second late, two seconds without one prove little.
 */
export class Lateness {
  #worst = 0;
  /** The moments, by number, at which something was due that came by itself. */
  readonly #moments = new Set<number>();
  #nothingComes = false;
  readonly #listeners = new Set<() => void>();
  #look: Promise<boolean | undefined> | undefined;
  #longestWait: Promise<boolean> | undefined;
  readonly #awaited = new Set<Awaited>();

  /** The worst lateness seen so far, in milliseconds. */
  get worst(): number {
    return this.#worst;
  }

  /** Whether anything has come by itself so far: before that, nobody knows how late such things come. */
  get isKnown(): boolean {
    return this.#moments.size > 0;
  }

  /**
   * Whether it has been looked for that anything comes by itself, and nothing did: then nobody need wait for such things as
   * if they were late.
   */
  get nothingComes(): boolean {
    return this.#nothingComes && !this.isKnown;
  }

  /** Speaks up when {@link nothingComes} may have become true. */
  readonly subscribe: Subscribe = (listener) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /**
   * Takes note of something that came `late` milliseconds after it was due at the latest.
   *
   * @param dueAt - when it was due, in monotonic milliseconds, where it came because its time had come
   */
  record(late: number, dueAt?: number): void {
    this.#worst = Math.max(this.#worst, late);
    if (dueAt !== undefined) this.#moments.add(Math.floor(dueAt / MOMENT_MS));
  }

  /** Waits for something as long as anything may be late, and lets a person know. */
  async waitFor<T>(awaited: Awaited, wait: () => Promise<T>): Promise<T> {
    this.#awaited.add(awaited);
    return wait().finally(() => this.#awaited.delete(awaited));
  }

  /**
   * What is waited for that is late already, in words.
   *
   * @param now - monotonic milliseconds
   */
  inWords(now: number): readonly string[] {
    return [...this.#awaited]
      .filter(({ dueAt, until }) => now >= dueAt + WORTH_TELLING_MS && now < until)
      .map(({ what, dueAt, until }) => {
        const [late, left] = [now - dueAt, until - now].map((ms) => Math.round(ms / 1_000));
        return `${what} is ${late} s late; it counts as missing if it does not come in ${left} s`;
      });
  }

  /**
   * Looks for something that comes by itself, once for all who ask.
   *
   * @param look - returns whether anything came; `undefined` where there was nothing to look for, so that others may
   */
  async learn(look: () => Promise<boolean | undefined>): Promise<boolean | undefined> {
    if (this.isKnown) return true;
    this.#look ??= look().catch(() => undefined);
    const known = await this.#look;
    if (known === undefined) this.#look = undefined;
    if (known === false && !this.#nothingComes) {
      this.#nothingComes = true;
      for (const listener of this.#listeners) listener();
    }
    return known;
  }

  /**
   * Waits for something that has not come as long as anything may be late, once for all who ask: a server whose events come later
   * than those before is found out by the first of them, and one that loses some is not waited for again and again.
   */
  async waitLongest(wait: () => Promise<void>): Promise<void> {
    this.#longestWait ??= wait().then(
      () => true,
      // What ends such a wait early is a matter of who waits.
      () => false,
    );
    const waited = await this.#longestWait;
    if (!waited) this.#longestWait = undefined;
  }

  /**
   * How long nothing must come before it is said that nothing comes, in milliseconds: ten times the worst lateness, or fewer
   * times where that has been seen at many moments, but no more than ten seconds longer than that.
   */
  silence(pinned: number | undefined): number {
    const { most, least } = SAFETY_FACTOR;
    const factor = Math.min(most, Math.max(least, ONE_IN_MOMENTS / this.#moments.size));
    const margin = Math.min(factor * this.#worst, this.#worst + MOST_MARGIN_MS);
    return pinned ?? Math.max(LEAST_SILENCE_MS, margin);
  }

  /**
   * How long something due is waited for before it is said never to have come, in milliseconds.
   *
   * @param least - how much longer than the worst lateness
   * @param turn - how long a server may take from one turn to the next, where it works by turns: so long is waited at least then
   */
  patience(least: number, turn = 0): number {
    const patience = least + this.#worst;
    return this.#worst < LATE_BY_TURNS_MS ? patience : Math.max(patience, turn);
  }
}
