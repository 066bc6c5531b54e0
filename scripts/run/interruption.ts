/** What an interruption does with a run. */
export interface InterruptedRun {
  /** Asks it to stop, which lets it clean up. */
  askToStop(): void;
  /** Ends the process. */
  leaveNow(): void;
}

/**
 * What becomes of a run that a person interrupts. The first time it is asked to stop, which lets it clean up in a bounded
 * time; the second time everything is left as it is.
 */
export class Interruption {
  readonly #say: (text: string) => void;
  readonly #run: InterruptedRun;
  readonly #graceMs: number;
  #giveUp: (() => void) | undefined;
  #timer: NodeJS.Timeout | undefined;

  /** Fulfilled when a run that was asked to stop has not ended in time. */
  readonly overdue: Promise<'overdue'>;

  /**
   * @param say - tells the person what happens now
   * @param run - what is interrupted
   * @param graceMs - how long it may take to clean up and to end, in milliseconds
   */
  constructor(say: (text: string) => void, run: InterruptedRun, graceMs: number) {
    this.#say = say;
    this.#run = run;
    this.#graceMs = graceMs;
    this.overdue = new Promise((resolve) => {
      this.#giveUp = () => resolve('overdue');
    });
  }

  /** Whether the run was interrupted. */
  get requested(): boolean {
    return this.#timer !== undefined;
  }

  /** Takes note of a signal. */
  readonly signalled = (): void => {
    if (this.requested) {
      this.#say('Left everything on the server as it is.');
      this.#run.leaveNow();
      return;
    }
    this.#say(
      'Stopping: what the run has left on the server is cleaned up, for as long as --clean-up gives. Once more, and it is left as it is.',
    );
    this.#timer = setTimeout(() => this.#giveUp?.(), this.#graceMs);
    this.#run.askToStop();
  };

  /** Lets go of its timer. */
  close(): void {
    clearTimeout(this.#timer);
  }
}
