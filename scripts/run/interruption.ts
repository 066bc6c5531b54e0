import { askToStop } from '../../suites/kit/targets/stop-channel.js';

/** How long a run that was interrupted may take to clean up and to end, in milliseconds. */
const GRACE_MS = 20_000;

/** How often a run is asked to stop, in milliseconds: one that has only just begun may not have heard it. */
const REMINDER_MS = 250;

/**
 * What becomes of a run that a person interrupts. The first time it is asked to stop, which lets it clean up in a bounded
 * time; the second time everything is left as it is.
 */
export class Interruption {
  readonly #say: (text: string) => void;
  readonly #leaveNow: () => void;
  readonly #graceMs: number;
  #giveUp: (() => void) | undefined;
  #timers: NodeJS.Timeout[] = [];

  /** Fulfilled when a run that was asked to stop has not ended in time. */
  readonly overdue: Promise<'overdue'>;

  /**
   * @param say - tells the person what happens now
   * @param leaveNow - ends the process
   */
  constructor(say: (text: string) => void, leaveNow: () => void, graceMs = GRACE_MS) {
    this.#say = say;
    this.#leaveNow = leaveNow;
    this.#graceMs = graceMs;
    this.overdue = new Promise((resolve) => {
      this.#giveUp = () => resolve('overdue');
    });
  }

  /** Whether the run was interrupted. */
  get requested(): boolean {
    return this.#timers.length > 0;
  }

  /** Takes note of a signal. */
  readonly signalled = (): void => {
    if (this.requested) {
      this.#say('Left everything on the server as it is.');
      this.#leaveNow();
      return;
    }
    this.#say('Stopping: what the run has left on the server is cleaned up. Once more, and it is left as it is.');
    askToStop();
    this.#timers = [setInterval(askToStop, REMINDER_MS), setTimeout(() => this.#giveUp?.(), this.#graceMs)];
  };

  /** Lets go of its timers. */
  close(): void {
    for (const timer of this.#timers) clearTimeout(timer);
  }
}
