import type { Answer } from '../kit/connection/answer.js';
import { Violation } from '../kit/checks/verdict.js';
import type { TargetTime } from '../kit/time/target-time.js';
import type { Span } from '../kit/time/time-window.js';

/**
 * A request of a history, with the time during which it was under way.
 *
 * @typeParam D - what it asked for
 */
export interface RacingCall<D> extends Span {
  readonly command: D;
  readonly status: number;
}

/** What a moment of virtual time is divided by, so that things that follow one another do so in the history, too. */
const TICK_MS = 1e-6;

/** Less than the least time that two moments are apart, and more than all the ticks of a history, in milliseconds. */
export const WITHIN_A_MOMENT_MS = 0.1;

/** Writes down the calls of a race and when each was under way. */
export class RaceRecorder<D> {
  readonly calls: RacingCall<D>[] = [];
  readonly #time: TargetTime;
  readonly #start: number;
  #last = 0;

  /** @param onCrash - the requirement that a 5xx breaks */
  constructor(
    time: TargetTime,
    readonly onCrash: string,
  ) {
    this.#time = time;
    this.#start = time.now();
  }

  /** A moment of the target's time, in milliseconds since the recording began: small numbers leave room for ticks. */
  offset(at: number): number {
    return at - this.#start;
  }

  /**
   * Makes a call and writes it down.
   *
   * @param commandOf - what the call has asked for, once its answer has come; nothing where it is not worth telling
   * @returns its place in the history
   */
  async record(ask: () => Promise<Answer>, commandOf: (answer: Answer) => D | undefined): Promise<number> {
    const before = this.#tick();
    const answer = await ask();
    const after = this.#tick();
    if (answer.status >= 500) {
      throw new Violation(this.onCrash, { what: 'a call that raced with others', expected: 'no 5xx', seen: answer });
    }
    const command = commandOf(answer);
    if (command === undefined) return -1;
    // Virtual time stands still between requests, so there we count.
    const [sentAt, answeredAt] =
      this.#time.kind === 'virtual' ? [before, after] : [this.offset(answer.sentAt), this.offset(answer.answeredAt)];
    return this.calls.push({ command, status: answer.status, sentAt, answeredAt }) - 1;
  }

  #tick(): number {
    this.#last = Math.max(this.offset(this.#time.now()), this.#last + TICK_MS);
    return this.#last;
  }
}
