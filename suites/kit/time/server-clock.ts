import type { Span } from './time-window.js';

/** What is put down to measuring, in milliseconds: servers count whole milliseconds, and clocks are never quite alike. */
const INEXACTNESS_MS = 100;

/** What one ordinary event tells of how far the server's wall clock is ahead of the monotonic time of the target. */
interface Reading {
  readonly at: number;
  readonly least: number;
  readonly most: number;
}

/**
 * Watches a server's wall clock by its ordinary events: each is made while its request is under way, and so its
 * timestamp tells what the clock read then. Where two cannot both be right unless the clock was set in between, it was.
 */
export class ServerClock {
  readonly #readings: Reading[] = [];

  /**
   * Takes note of an ordinary event.
   *
   * @param request - the request that has made it
   * @param timestamp - its `origin_server_ts`
   */
  read({ sentAt, answeredAt }: Span, timestamp: number): void {
    this.#readings.push({ at: answeredAt, least: timestamp - answeredAt, most: timestamp - sentAt });
  }

  /**
   * By how many milliseconds the clock was set, at least, since a moment of the target's time; `undefined` where it was
   * not, as far as can be told.
   */
  setSince(moment: number): number | undefined {
    const since = this.#readings.filter(({ at }) => at >= moment);
    // Rooms are looked at one after the other, so that what comes last need not be the latest.
    const earlier = this.#readings.filter(({ at }) => at < moment).toSorted((one, other) => one.at - other.at);
    const all = [...earlier.slice(-1), ...since];
    const by = Math.max(...all.map(({ least }) => least)) - Math.min(...all.map(({ most }) => most));
    return by > INEXACTNESS_MS ? by : undefined;
  }
}
