/** Who may register an account. */
export interface RegistrationPolicy {
  /** Everybody, by the empty stage `m.login.dummy`. */
  readonly dummy: boolean;
  /** Whoever has one of these registration tokens. */
  readonly tokens: readonly string[];
  /** Guests. */
  readonly guests: boolean;
}
