import { futuresDefaultReadings, type FuturesReadings } from '../../../fixtures/requirements/futures/index.js';
import type { HomeserverOptions } from '../../../reference/homeserver.js';
import { embeddedTarget } from '../../../suites/kit/targets/embedded-target.js';
import { checkRunner, requireChecks } from '../../../suites/kit/checks/prepare-checks.js';
import type { SuiteCheck } from '../../../suites/kit/checks/selection.js';
import type { Target } from '../../../suites/kit/targets/stage.js';
import { futuresSuites } from '../../../suites/futures/index.js';
import { isTooMany } from '../../../suites/kit/checks/tolerance.js';

/** How many checks of a run may be unable to tell, as in a run by our command. */
const TOLERANCE = { percent: 5 };

/**
 * A conformance run of the reference, check by check, that throws as soon as it is certain that our command would not
 * end with `conformant`: a check fails, makes a mistake, or is one too many that cannot tell. All readings are pinned.
 */
export class ReferenceRun {
  readonly #readings: FuturesReadings;
  readonly #target: Target;
  #applicable: number;
  #open = 0;
  #dialect: Promise<unknown> | undefined;

  /**
   * @param readings - which the reference is set to; the others are its own
   * @param checks - how many checks the run has
   */
  constructor(readings: Partial<FuturesReadings>, checks: number) {
    this.#readings = { ...futuresDefaultReadings, ...readings };
    this.#target = embeddedTarget({ futures: { readings } });
    this.#applicable = checks;
  }

  /** Takes the first look, once for the whole run. */
  async preflight(): Promise<void> {
    await (this.#dialect ??= requireChecks(this.#target, futuresSuites).then(({ dialect }) => dialect));
  }

  /** Runs a check. */
  async judge({ suite, check }: SuiteCheck): Promise<void> {
    await this.preflight();
    const own = (check.needs.embedded as HomeserverOptions | undefined)?.futures?.readings;
    const pins = { ...this.#readings, ...own };
    const run = checkRunner(this.#target, futuresSuites, await this.#dialect, { pins });
    const { verdict, message, mistake } = await run({ suite, check });
    if (verdict === 'fail' || mistake === true) throw new Error(message);
    if (verdict === 'not-applicable') this.#applicable -= 1;
    if (verdict === 'inconclusive') this.#open += 1;
    if (isTooMany(this.#open, this.#applicable, TOLERANCE)) {
      throw new Error(`${this.#open} of ${this.#applicable} checks could not tell, the last one since ${message}`);
    }
  }
}
