/** What is used of the clock behind fake timers: that of `@sinonjs/fake-timers`, which Vitest, Jest and Sinon all install. */
export interface FakeTimers {
  /** What `Date.now()` answers, in milliseconds. */
  readonly now: number;
  /** Moves time to the timer that is due first, and fires it. */
  nextAsync(): Promise<unknown>;
}

/** The fake timers that stand in the place of `setTimeout` right now; `undefined` when it is the real one. */
export function fakeTimers(): FakeTimers | undefined {
  return (globalThis.setTimeout as { readonly clock?: FakeTimers }).clock;
}
