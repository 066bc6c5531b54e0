/** An account on the homeserver under test, logged in on one device. */
export interface Account {
  /** What checks call it: `alice`, `bob` or `carol`. */
  readonly name: string;
  readonly userId: string;
  readonly accessToken: string;
  readonly deviceId: string;
  /** Where it is known, a further device can log in. */
  readonly password?: string;
}
