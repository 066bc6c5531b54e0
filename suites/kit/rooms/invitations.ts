import type { Answer } from '../connection/answer.js';
import { retryAfter } from '../connection/retry-after.js';

/** From which patience on, in milliseconds, a 429 says that invitations are scarce, and not that requests are too many. */
const SCARCE_MS = 2_000;

/** Whether a server has invitations for everybody: where they are scarce, rooms are open to whoever knows them. */
export class Invitations {
  readonly #onScarce: () => void;
  #scarce = false;

  /** @param onScarce - called once, when the first invitation has been limited */
  constructor(onScarce: () => void) {
    this.#onScarce = onScarce;
  }

  /** Whether to do without. */
  get scarce(): boolean {
    return this.#scarce;
  }

  /** Takes note of what a request with invitations was answered with; tells whether it was limited for their sake. */
  areLimitedBy(answer: Answer): boolean {
    const limited = (retryAfter(answer) ?? 0) > SCARCE_MS;
    if (limited && !this.#scarce) this.#onScarce();
    this.#scarce ||= limited;
    return limited;
  }
}
