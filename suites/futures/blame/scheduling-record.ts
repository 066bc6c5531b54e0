import type { Answer } from '../../kit/connection/answer.js';
import type { SeenEvent } from '../../kit/rooms/matrix-json.js';
import type { Attempt } from './attempt.js';
import type { Future } from '../words/future.js';

/** Whose group a token acts on, and with which others it came. */
interface GivenToken {
  readonly owner: string;
  readonly together: string;
}

/** What a check has scheduled so far, and what was to be seen while it did: what may explain later findings. */
export class SchedulingRecord {
  readonly attempts: Attempt[] = [];
  readonly futures: Future[] = [];
  readonly #sentAlready = new Map<Answer, SeenEvent>();
  readonly #tokens = new Map<string, GivenToken>();

  /**
   * Adds a request, and looks at what has come into its room meanwhile.
   *
   * @param seen - how many events there were before
   * @param due - the earliest moment at which its event may be seen
   */
  addAttempt(attempt: Attempt, seen: number, due: number): void {
    const { room, label, answer } = attempt;
    // The event of an earlier request for the same content may still have been on its way.
    const isNew = typeof label === 'string' && this.attempts.every((earlier) => earlier.label !== label);
    this.attempts.push(attempt);
    if (!answer.ok) return;
    if (!isNew) return;
    for (const { event, seenAt } of room.timeline.arrivals.slice(seen)) {
      if (event.content['label'] === label && seenAt < due) this.#sentAlready.set(answer, event);
    }
  }

  /** A future's event that was there as soon as the future had been scheduled, by the answer to that. */
  eventSentWith(answer: Answer): SeenEvent | undefined {
    return this.#sentAlready.get(answer);
  }

  /**
   * Adds a future that the server has accepted.
   *
   * @returns a token of it that is also that of a future of another group, where there is one; all the tokens of an answer
   * may come again together
   */
  addFuture(future: Future): string | undefined {
    const { by, group, sendToken, refreshToken, cancelToken } = future;
    const tokens = [sendToken, refreshToken, cancelToken].filter((token) => token !== undefined);
    const given: GivenToken = { owner: `${by.userId} ${group}`, together: tokens.join(' ') };
    const repeated = tokens.find((token) => {
      const before = this.#tokens.get(token);
      return before !== undefined && before.owner !== given.owner && before.together !== given.together;
    });
    for (const token of tokens) this.#tokens.set(token, given);
    this.futures.push(future);
    return repeated;
  }
}
