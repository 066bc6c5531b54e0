/** The time that a target lives in, seen from the checks. */
export interface TargetTime {
  readonly kind: 'virtual' | 'real';
  /** Monotonic milliseconds; the zero point means nothing. */
  now(): number;
  /** Returns when {@link now} has reached `at` and everything due until then has happened, as far as we can see. */
  waitUntil(at: number): Promise<void>;
  /**
   * Waits for something to become true.
   *
   * @param condition - asked again whenever `changes` speaks up
   * @param at - when to stop waiting
   * @param changes - subscribes to what may change the answer; returns the way to unsubscribe
   * @returns whether the condition became true
   */
  waitFor(condition: () => boolean, at: number, changes: Subscribe): Promise<boolean>;
}

/** Registers a listener for changes and returns the way to remove it. */
export type Subscribe = (listener: () => void) => () => void;
