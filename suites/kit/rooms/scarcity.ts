import type { Answer } from '../connection/answer.js';
import { retryAfter } from '../connection/retry-after.js';

/** From which patience on, in milliseconds, a 429 says that what was asked for is scarce, and not that requests are too many. */
const SCARCE_MS = 2_000;

/** Whether an answer says that there is only so much of what was asked for. */
export function tellsOfScarcity(answer: Answer): boolean {
  return (retryAfter(answer) ?? 0) > SCARCE_MS;
}

/** Whether a server gives only so much of something, as far as it is known. */
export class Scarcity {
  readonly #onFound: () => void;
  #found = false;

  /** @param onFound - called once, when it turns out */
  constructor(onFound: () => void) {
    this.#onFound = onFound;
  }

  /** Whether it is known that there is only so much. */
  get found(): boolean {
    return this.#found;
  }

  /** Takes note that there is only so much. */
  find(): void {
    if (!this.#found) this.#onFound();
    this.#found = true;
  }
}
