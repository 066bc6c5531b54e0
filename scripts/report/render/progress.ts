import { type CheckResult, nameOfResult } from '../../../suites/kit/checks/check-result.js';
import { REAL_TIME_SETTINGS } from '../../../suites/kit/targets/settings.js';
import { Activity } from '../../../suites/kit/targets/activity.js';
import widthOf from 'fast-string-truncated-width';

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

/** From how many checks on that have ended it can be told how long the others take. */
const LEAST_ENDED = 20;

/** How many checks are named that are still on the way. */
const NAMED = 3;

/** Shows how far a run is and how long it still takes: a line that redraws itself, or now and then a line in a log. */
export class Progress implements RunListener {
  readonly #screen: Screen;
  readonly #realTime: boolean;
  readonly #ends = new Map<string, number>();
  readonly #timer: NodeJS.Timeout;
  readonly #activity: Activity;
  readonly #began = performance.now();
  #checkingSince = this.#began;
  #chosen = 0;
  #started = 0;
  #ended = 0;
  #failed = 0;

  /**
   * @param screen - where to show it
   * @param realTime - whether waits take real time, so that the time left can be told
   * @param activity - what the run does and waits for beside its checks' own waits
   */
  constructor(screen: Screen, realTime: boolean, activity = new Activity()) {
    this.#screen = screen;
    this.#activity = activity;
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

  checksChosen(count: number): void {
    this.#chosen = count;
    this.#checkingSince = performance.now();
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
    // In virtual time there is nothing to see before the first check, nor after the last.
    if (this.#started === 0 && !this.#realTime) return;
    const { phase, waitsFor } = this.#activity;
    const state = phase === 'cleaning up' ? this.#cleaning() : this.#checking(waitsFor.length > 0);
    this.#say([state, ...waitsFor].join('; '), true);
  }

  #cleaning(): string {
    return this.#started > 0 ? `${this.#counts()}, cleaning up` : 'cleaning up';
  }

  /** @param isExplained - whether it is said besides what the run waits for */
  #checking(isExplained: boolean): string {
    if (this.#started > 0) return `${this.#counts()}${this.#timeLeft(isExplained)}`;
    return `looking at the server, for ${Math.round((performance.now() - this.#began) / 1_000)} s so far`;
  }

  #counts(): string {
    const failed = this.#failed === 0 ? '' : `, ${this.#failed} failed`;
    return `${this.#ended} of ${Math.max(this.#chosen, this.#started)} checks${failed}`;
  }

  #timeLeft(isExplained: boolean): string {
    if (!this.#realTime) return this.#workLeft();
    if (this.#ends.size === 0) return '';
    const left = Math.ceil((Math.max(...this.#ends.values()) - performance.now()) / 1_000);
    if (left > 0) return `, about ${left} s of waiting left`;
    // A terminal's line is short.
    if (isExplained) return '';
    const [named, more] = [[...this.#ends.keys()].slice(0, NAMED), this.#ends.size - NAMED];
    return `, waiting for the last answers to ${named.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
  }

  /** In virtual time nobody waits: what is left takes as long for each check as what is done has taken. */
  #workLeft(): string {
    const left = this.#chosen - this.#ended;
    if (this.#ended < LEAST_ENDED || left <= 0) return '';
    const seconds = Math.ceil(((performance.now() - this.#checkingSince) / this.#ended) * (left / 1_000));
    return `, about ${seconds} s left`;
  }

  #say(text: string, passing = false): void {
    const shown = printable(text);
    if (this.#screen.isTTY !== true) this.#screen.write(`${shown}\n`);
    else {
      // What is drawn over has to fit on one line.
      const { index } = widthOf(shown, { limit: (this.#screen.columns || 80) - 1 });
      const line = passing ? shown.slice(0, index) : `${shown}\n`;
      this.#screen.write(CLEAR_LINE + line);
    }
  }
}
