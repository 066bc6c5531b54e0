/** An account on the homeserver under test, logged in on one device. */
export interface Account {
  /** What checks call it: `alice`, `bob` or `carol`. */
  readonly name: string;
  readonly userId: string;
  /** Replaced when the server has let it expire, and there is a way to a fresh one. */
  accessToken: string;
  /** Empty where the server does not tell. */
  readonly deviceId: string;
  /** Where it is known, a further device can log in. */
  readonly password?: string;
  /** Whether the device is the run's own, to be logged out at its end; not so for a token that was given to us. */
  readonly ownDevice: boolean;
}
