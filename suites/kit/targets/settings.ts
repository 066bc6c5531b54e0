/** What a person may set about how checks measure. Times in milliseconds. */
export interface Settings {
  /** The unit of spacing in which checks count: the shortest time that two things are apart. */
  readonly beat: number;
  /** No single check waits longer than this in real time. */
  readonly maxWait: number;
  /** How long one request may wait because the server limits requests. */
  readonly limitWait: number;
  /** The silence that proves that nothing comes; where unset it follows from the lateness measured in the run. */
  readonly silence?: number;
  /** Beyond this much lateness the server has failed; unset: it never has, and the revision says what is worth a warning. */
  readonly pinnedLateness?: number;
  /** How much earlier than due something may be seen, because clocks count whole milliseconds and are adjusted. */
  readonly clockSlack: number;
  /** How long something that is due is waited for, at least, before it is said never to have come. */
  readonly patience: number;
}

/** For a server in real time. */
export const REAL_TIME_SETTINGS: Settings = {
  beat: 1_000,
  maxWait: 30_000,
  limitWait: 60_000,
  clockSlack: 10,
  patience: 30_000,
};

/** For the embedded server: its time is exact, so the least lateness is a failure. */
export const VIRTUAL_TIME_SETTINGS: Settings = {
  beat: 1_000,
  maxWait: Number.POSITIVE_INFINITY,
  limitWait: 60_000,
  pinnedLateness: 0,
  clockSlack: 0,
  patience: 30_000,
};
