/** What a check takes from its target. */
export interface Needs {
  /** How many accounts take part; one unless said otherwise. */
  readonly accounts?: 1 | 2 | 3;
  /**
   * The first account, or each of them, is used by no other check: its listing starts empty, and nothing else counts
   * against its limits.
   */
  readonly ownAccount?: boolean | 'all';
  /** The most futures that wait at the same time; four unless said otherwise. */
  readonly pending?: number;
  /** The longest time, in beats, that the check spends waiting in a row of waits; see `Context.beats`. */
  readonly wait?: number;
  /** The check waits for nothing that is due, and yet for a silence: it begins before those that wait for nothing at all. */
  readonly silence?: boolean;
  /** How the embedded reference has to be set up for the check: options of `createHomeserver`. */
  readonly embedded?: Readonly<Record<string, unknown>>;
  /** The check restarts the server, and so runs after all others, where somebody has said how that is done. */
  readonly restart?: boolean;
  /** Nothing else may go on meanwhile: where checks run side by side, it runs when all others have ended. */
  readonly alone?: boolean;
  /** The check is a property: it makes up its stories by chance. */
  readonly byChance?: boolean;
  /** What has begun waits for this one: it begins though others still wait to send, and has not its turn after them. */
  readonly atOnce?: boolean;
  /** Only virtual time makes this check possible, for the reason given. */
  readonly virtualTime?: string;
}

/** A check as far as those know it who run on its behalf. */
export interface NamedNeeds {
  readonly id: string;
  readonly needs: Needs;
}
