/** How long a run against a server in real time goes on at the most. Times in milliseconds. */
export interface RunBounds {
  /** The whole run, cleaning up aside. */
  readonly duration: number;
  /** Cleaning up after it, also when a person has stopped it. */
  readonly cleanUp: number;
}

/** Unless somebody wants it otherwise. */
export const RUN_BOUNDS: RunBounds = { duration: 1_800_000, cleanUp: 60_000 };
