import type { Alarm, Clock } from './clock.js';
import { DeadlineQueue } from './deadline-queue.js';

/** Where virtual time begins unless told otherwise: 2024-06-06T00:00:00Z, the day of the `futures` revision. */
const EPOCH_MS = Date.UTC(2024, 5, 6);

/** A clock that stands still until somebody moves it. */
export interface VirtualClock extends Clock {
  /** When the next wake-up is due, in milliseconds since the Unix epoch; `undefined` when nothing waits. */
  nextWakeAt(): number | undefined;
  /**
   * Moves time to `at`, running every wake-up that falls due on the way, in order, each at its own time.
   *
   * @param at - milliseconds since the Unix epoch
   * @throws RangeError when `at` lies in the past
   */
  advanceTo(at: number): void;
}

/**
 * Makes a clock whose time only moves by {@link VirtualClock.advanceTo}.
 *
 * @param startAt - the time it shows first, in milliseconds since the Unix epoch
 */
export function virtualClock(startAt: number = EPOCH_MS): VirtualClock {
  let time = startAt;
  const waiting = new DeadlineQueue<() => void>();

  return {
    now: () => time,
    schedule(at: number, wake: () => void): Alarm {
      const entry = waiting.add(at, wake);
      return { cancel: () => waiting.remove(entry) };
    },
    nextWakeAt: () => waiting.first()?.at,
    advanceTo(at: number): void {
      if (at < time) throw new RangeError(`virtual time cannot go back from ${time} to ${at}`);
      for (let next = waiting.first(); next !== undefined && next.at <= at; next = waiting.first()) {
        waiting.remove(next);
        time = Math.max(time, next.at);
        next.item();
      }
      time = at;
    },
  };
}
