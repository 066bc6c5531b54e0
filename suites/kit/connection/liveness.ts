import { setMaxListeners } from 'node:events';

import { RunBlocker } from './run-blocker.js';

/** How many requests in a row have to stay without an answer before the server is suspected to be gone. */
const SUSPICIOUS_STREAK = 5;

/** How long no answer has to have come by then, in milliseconds. */
const SUSPICIOUS_MS = 3_000;

/** After so long without an answer, in milliseconds, a single request that stays without one is enough. */
const LONG_SILENT_MS = 10_000;

/** How often a suspected server is asked whether it is there, and how long the pauses between are, in milliseconds. */
const QUESTIONS = 4;
const PAUSE_MS = 500;

/**
 * Watches over a server in the course of a run. Single failures are the checks' own affair; when the server itself is
 * gone, or has been gone for a moment and so may have forgotten everything, no check can say anything any more, and the
 * run ends at once.
 */
export class Liveness {
  readonly #ended = new AbortController();
  readonly #isThere: () => Promise<boolean>;
  readonly #now: () => number;
  readonly #pause: (ms: number) => Promise<void>;
  #streak = 0;
  #lastAnswer: number;
  #asking = false;
  #isAway = false;
  #isGone = false;

  /**
   * @param isThere - asks the server for something that it always has, and tells whether it answered
   * @param now - monotonic milliseconds
   * @param pause - waits so many milliseconds
   */
  constructor(isThere: () => Promise<boolean>, now: () => number, pause: (ms: number) => Promise<void>) {
    this.#isThere = isThere;
    this.#now = now;
    this.#pause = pause;
    this.#lastAnswer = now();
    // Hundreds of checks listen at once, and each takes its listener away again.
    setMaxListeners(0, this.#ended.signal);
  }

  /** Aborted when the run cannot go on; its reason is an {@link RunBlocker}. */
  get ended(): AbortSignal {
    return this.#ended.signal;
  }

  /** Ends the run. */
  end(reason: string): void {
    if (this.ended.aborted) return;
    this.#ended.abort(new RunBlocker('ended', reason));
  }

  /** Whether the server is meant to be away at the moment: then it means nothing that it does not answer. */
  get isAway(): boolean {
    return this.#isAway;
  }

  /** Whether the run has ended because the server is gone, or is not the one that it was. */
  get isGone(): boolean {
    return this.#isGone;
  }

  /** Takes note of an answer of the server. */
  answered(): void {
    this.#streak = 0;
    this.#lastAnswer = this.#now();
  }

  /**
   * Takes note of a request that the server has not answered.
   *
   * @param reason - what became of it
   * @param refused - whether nobody listened where the server was
   */
  unanswered(reason: string, refused: boolean): void {
    this.#streak += 1;
    const silentFor = this.#now() - this.#lastAnswer;
    // Where limits hold everything back there are few requests, and no streak of them.
    const suspicious = silentFor >= LONG_SILENT_MS || (this.#streak >= SUSPICIOUS_STREAK && silentFor >= SUSPICIOUS_MS);
    if ((refused || suspicious) && !this.#asking && !this.ended.aborted) void this.#ask(reason, refused);
  }

  /** Does something in which the server is meant to be away for a while. */
  async duringAbsence<T>(work: () => Promise<T>): Promise<T> {
    this.#asking = true;
    this.#isAway = true;
    try {
      return await work();
    } finally {
      this.#asking = false;
      this.#isAway = false;
      this.answered();
    }
  }

  async #ask(reason: string, refused: boolean): Promise<void> {
    this.#asking = true;
    for (let question = 1; question <= QUESTIONS; question += 1) {
      if (await this.#isThere().catch(() => false)) {
        // Where nobody listened a moment ago there is a new server now, which may know nothing of ours.
        if (refused) this.#lost(`the server was gone for a moment, as when it is restarted (${reason})`);
        else this.answered();
        this.#asking = false;
        return;
      }
      if (question < QUESTIONS) await this.#pause(PAUSE_MS);
    }
    this.#lost(`the server does not answer any more (${reason})`);
  }

  #lost(reason: string): void {
    this.#isGone ||= !this.ended.aborted;
    this.end(reason);
  }
}
