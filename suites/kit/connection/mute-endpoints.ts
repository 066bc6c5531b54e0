/** How many requests have to stay without an answer before it is said that their endpoint answers none. */
const ENOUGH = 3;

/** How long an answer is waited for, in milliseconds: where there have been some, none so far, and none for certain. */
const LIMITS_MS = { answers: 60_000, unknown: 30_000, mute: 5_000 } as const;

/**
 * Knows the endpoints that have never answered in a run, while others did: what they are asked is not waited for again and again as
 * long as an answer may take.
 */
export class MuteEndpoints {
  readonly #heard = new Set<string>();
  readonly #unanswered = new Map<string, number>();
  #answers = 0;

  /** How many answers have come, whatever from. */
  get answers(): number {
    return this.#answers;
  }

  /** How long an answer is to be waited for, in milliseconds; long polls have no limit. */
  limitOf(endpoint: string): number {
    if (this.#heard.has(endpoint)) return LIMITS_MS.answers;
    return this.isMute(endpoint) ? LIMITS_MS.mute : LIMITS_MS.unknown;
  }

  /** Takes note of an answer. */
  answered(endpoint: string): void {
    this.#answers += 1;
    this.#heard.add(endpoint);
  }

  /**
   * Takes note of a request that was waited for in vain.
   *
   * @param before - how many answers had come when it was sent: where none has come since, it may be the server that is silent
   */
  unanswered(endpoint: string, before: number): void {
    if (this.#answers === before || this.#heard.has(endpoint)) return;
    this.#unanswered.set(endpoint, (this.#unanswered.get(endpoint) ?? 0) + 1);
  }

  /** Whether an endpoint has never answered, though it was asked often enough, and others have answered meanwhile. */
  isMute(endpoint: string): boolean {
    return !this.#heard.has(endpoint) && (this.#unanswered.get(endpoint) ?? 0) >= ENOUGH;
  }

  /** That an endpoint is mute, in words. */
  inWords(endpoint: string): string {
    const times = this.#unanswered.get(endpoint) ?? 0;
    return `${endpoint} has answered none of ${times} requests, the first of which were waited for ${LIMITS_MS.unknown / 1_000} s, and others were answered meanwhile`;
  }
}
