/** Which share of the time that a refusal asks for has to be left when somebody else is not refused. */
const BEYOND_DOUBT = 0.2;

/** The last refusal at an endpoint that asked for patience. */
interface Refusal {
  /** Whose request was refused, by its access token. */
  readonly token: string;
  readonly from: number;
  readonly until: number;
  /** Whether somebody else has asked since, to see whether they are refused, too. */
  isProbed: boolean;
}

/**
 * Learns whether a server counts for each user apart how fast requests come, or for all together: where one is refused for a while,
 * and another one is not meanwhile, it is each user's own affair. Nothing but that tells: a 429 looks the same.
 */
export class WhoseLimits {
  readonly #refusals = new Map<string, Refusal>();
  readonly #ofUsers = new Set<string>();

  /** Whether each user has a limit of their own at an endpoint; not, as long as that is not known. */
  isOfUser(endpoint: string): boolean {
    return this.#ofUsers.has(endpoint);
  }

  /**
   * Whether a request may be sent though another user's was just refused: to see whether it is, too. One for each refusal.
   *
   * @param now - monotonic milliseconds, as everywhere here
   */
  mayProbe(endpoint: string, token: string | undefined, now: number): boolean {
    const refusal = this.#refusals.get(endpoint);
    if (refusal === undefined || refusal.isProbed || !isTelling(refusal, token, now)) return false;
    refusal.isProbed = true;
    return true;
  }

  /** Takes note of a request that was refused, and asks for so many milliseconds of patience. */
  refused(endpoint: string, token: string | undefined, now: number, patience: number): void {
    if (token === undefined || this.isOfUser(endpoint)) return;
    const before = this.#refusals.get(endpoint);
    // Where another one is refused meanwhile, that is what would be if all had one limit.
    const isProbed = before !== undefined && before.token !== token && now < before.until;
    this.#refusals.set(endpoint, { token, from: now, until: now + patience, isProbed });
  }

  /**
   * Takes note of a request that was not refused.
   *
   * @returns whether it is known from now on, and was not before, that each user has a limit of their own there
   */
  passed(endpoint: string, token: string | undefined, sentAt: number, now: number): boolean {
    const refusal = this.#refusals.get(endpoint);
    if (refusal === undefined || sentAt < refusal.from || !isTelling(refusal, token, now)) return false;
    this.#refusals.delete(endpoint);
    this.#ofUsers.add(endpoint);
    return true;
  }
}

/** Whether it tells anything that some user's request is not refused at a moment. */
function isTelling({ token: refused, from, until }: Refusal, token: string | undefined, now: number): boolean {
  return token !== undefined && token !== refused && now < until - (until - from) * BEYOND_DOUBT;
}
