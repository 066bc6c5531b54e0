import { type CheckResult, nameOfResult } from '../../../suites/kit/checks/check-result.js';
import { REAL_TIME_SETTINGS } from '../../../suites/kit/targets/settings.js';
import type { FirstLook } from '../../../suites/first-look.js';
import type { RunListener } from '../../run/collected-run.js';
import { printable } from './printable.js';

/** A place to write to, such as standard error. */
export interface Screen {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/** Erases the line and goes back to its beginning. */
const CLEAR_LINE = '\u001b[2K\r';

/** How often the line is redrawn, in milliseconds. */
const REDRAW_MS = 250;

/** How often a line is added where lines cannot be redrawn, in milliseconds. */
const LOG_MS = 10_000;

/** Shows how far a run is and how long it still takes: a line that redraws itself, or now and then a line in a log. */
export class Progress implements RunListener {
  readonly #screen: Screen;
  readonly #realTime: boolean;
  readonly #ends = new Map<string, number>();
  readonly #timer: NodeJS.Timeout;
  #started = 0;
  #ended = 0;
  #failed = 0;

  /**
   * @param screen - where to show it
   * @param realTime - whether waits take real time, so that the time left can be told
   */
  constructor(screen: Screen, realTime: boolean) {
    this.#screen = screen;
    this.#realTime = realTime;
    this.#timer = setInterval(() => this.#draw(), screen.isTTY === true ? REDRAW_MS : LOG_MS);
    this.#timer.unref();
  }

  preflight(preflight: FirstLook): void {
    if (!preflight.reached) return;
    this.#say(`${preflight.speaks}.`);
    for (const { revision, result } of preflight.looks) {
      if (result.implemented) this.#say(`found ${revision}: ${result.summary.join(', ')}`);
    }
  }

  checkStarted(name: string, wait: number): void {
    this.#started += 1;
    this.#ends.set(name, performance.now() + wait * REAL_TIME_SETTINGS.beat);
  }

  checkEnded(result: CheckResult): void {
    this.#ends.delete(nameOfResult(result));
    this.#ended += 1;
    if (result.verdict === 'fail') this.#failed += 1;
  }

  /** Takes the line away. */
  stop(): void {
    clearInterval(this.#timer);
    if (this.#screen.isTTY === true) this.#screen.write(CLEAR_LINE);
  }

  #draw(): void {
    if (this.#started === 0) return;
    const failed = this.#failed === 0 ? '' : `, ${this.#failed} failed`;
    this.#say(`${this.#ended} of ${this.#started} checks${failed}${this.#timeLeft()}`, true);
  }

  #timeLeft(): string {
    if (!this.#realTime || this.#ends.size === 0) return '';
    const left = Math.ceil((Math.max(...this.#ends.values()) - performance.now()) / 1_000);
    return left > 0 ? `, about ${left} s of waiting left` : ', waiting for the last answers';
  }

  #say(text: string, passing = false): void {
    const shown = printable(text);
    if (this.#screen.isTTY !== true) this.#screen.write(`${shown}\n`);
    else {
      // What is drawn over has to fit on one line.
      const line = passing ? shown.slice(0, (this.#screen.columns || 80) - 1) : `${shown}\n`;
      this.#screen.write(CLEAR_LINE + line);
    }
  }
}
