/** What {@link Clock.schedule} returns: the way to call a wake-up off. */
export interface Alarm {
  /** Calls the wake-up off; harmless when it has already happened. */
  cancel(): void;
}

/** The only source of time in the reference homeserver. */
export interface Clock {
  /** The time now, in milliseconds since the Unix epoch. It never goes backwards. */
  now(): number;
  /**
   * Calls `wake` once, when the clock reads `at` or later, and never before.
   *
   * @param at - milliseconds since the Unix epoch; any distance ahead is legal, also beyond 2^31-1 ms
   */
  schedule(at: number, wake: () => void): Alarm;
}
