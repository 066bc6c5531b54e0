import { plural } from '../checks/conclusion.js';
import type { TargetTime } from '../time/target-time.js';

/** What waits at the moment because a server limits requests. */
export interface WaitingForLimits {
  readonly requests: number;
  /** When the last of them may go on, in monotonic milliseconds. */
  readonly until: number;
}

/** A limit of the server, as requests have met it. */
export interface MetLimit {
  /** Which endpoint refused them. */
  readonly endpoint: string;
  /** How many requests it refused, whether anybody has waited for it or not. */
  readonly times: number;
  /** The longest that it asked to wait, in milliseconds. */
  readonly longestMs: number;
}

/** Limits that were met in several places, each named once; those that ask for the longest wait come first. */
export function metTogether(met: readonly MetLimit[]): readonly MetLimit[] {
  const all = new Map<string, MetLimit>();
  for (const { endpoint, times, longestMs } of met) {
    const other = all.get(endpoint);
    const longest = Math.max(longestMs, other?.longestMs ?? 0);
    all.set(endpoint, { endpoint, times: times + (other?.times ?? 0), longestMs: longest });
  }
  return [...all.values()].sort((one, other) => other.longestMs - one.longestMs);
}

/** Waits for what a server's limits ask for, in one place: so that it is counted, and can be told of while it goes on. */
export class LimitWaits {
  readonly #time: TargetTime;
  readonly #ends = new Map<symbol, number>();
  #lost = 0;
  #met: readonly MetLimit[] = [];

  /** @param time - in which to wait */
  constructor(time: TargetTime) {
    this.#time = time;
  }

  /** How long has been waited in all, added up over the requests, in milliseconds. */
  get lost(): number {
    return this.#lost;
  }

  /** The limits that were met, by endpoint. */
  get met(): readonly MetLimit[] {
    return this.#met;
  }

  /**
   * Takes note of a request that was refused because of a limit.
   *
   * @param patienceMs - how long the limit asks to wait
   */
  refused(endpoint: string, patienceMs: number): void {
    this.#met = metTogether([...this.#met, { endpoint, times: 1, longestMs: patienceMs }]);
  }

  /** Takes note of a wait that was waited elsewhere, in milliseconds. */
  waited(ms: number): void {
    this.#lost += ms;
  }

  /** What waits now; nothing when nobody does. */
  get waiting(): WaitingForLimits | undefined {
    if (this.#ends.size === 0) return undefined;
    return { requests: this.#ends.size, until: Math.max(...this.#ends.values()) };
  }

  /** Waits until a moment; whatever ends the wait, the time is counted. */
  async until(at: number): Promise<void> {
    const from = this.#time.now();
    if (at <= from) return;
    const wait = Symbol();
    this.#ends.set(wait, at);
    try {
      await this.#time.waitUntil(at);
    } finally {
      this.#ends.delete(wait);
      this.#lost += this.#time.now() - from;
    }
  }
}

/**
 * What waits because the server limits requests, in words.
 *
 * @param now - in monotonic milliseconds
 */
export function waitingInWords(waiting: WaitingForLimits | undefined, now: number): readonly string[] {
  if (waiting === undefined) return [];
  const { requests, until } = waiting;
  const seconds = Math.ceil((until - now) / 1_000);
  return [`${plural(requests, 'request')} held back by the server's limits, for up to ${seconds} s`];
}
