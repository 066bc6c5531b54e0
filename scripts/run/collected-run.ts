import { type CheckResult, nameOfResult } from '../../suites/kit/checks/check-result.js';
import type { RunEnding } from '../../suites/kit/targets/run-ending.js';
import type { FirstLook } from '../../suites/first-look.js';

/** What was to be expected of a run when it began. */
export interface Expected {
  /** Milliseconds. */
  readonly durationMs: number;
  /** How many of its checks make up their stories by chance. */
  readonly byChance: number;
}

/** Told of a run's progress as it happens. */
export interface RunListener {
  preflight(look: FirstLook): void;
  /** So many checks will be run. */
  checksChosen(count: number): void;
  /** A check begins, which will wait for so many beats at the most. */
  checkStarted(name: string, wait: number): void;
  checkEnded(result: CheckResult): void;
}

/** Collects what a run brings to light, and passes it on to whoever shows its progress. */
export class CollectedRun {
  readonly results: CheckResult[] = [];
  /** Checks that began and never came to a result: a mistake in the harness, never to be overlooked. */
  readonly #underWay = new Set<string>();
  readonly errors: string[] = [];
  preflight: FirstLook | undefined;
  /** How long the run was to be expected to last, and how many of its checks go by chance; over a URL only. */
  expected: Expected | undefined;
  /** How the run itself went; unknown until it is over. */
  ending: RunEnding | undefined;
  readonly #listener: RunListener | undefined;

  /** @param listener - told of progress, where anybody is */
  constructor(listener?: RunListener) {
    this.#listener = listener;
  }

  /** The checks that began without coming to a result. */
  get lost(): readonly string[] {
    return [...this.#underWay];
  }

  /** Takes note of the first look at the target. */
  looked(look: FirstLook): void {
    this.preflight = look;
    this.#listener?.preflight(look);
  }

  /** Takes note of how many checks there are to run. */
  chosen(count: number): void {
    this.#listener?.checksChosen(count);
  }

  /** Takes note that a check begins. */
  started(name: string, wait: number): void {
    this.#underWay.add(name);
    this.#listener?.checkStarted(name, wait);
  }

  /** Takes note of what came of a check. */
  ended(result: CheckResult): void {
    this.#underWay.delete(nameOfResult(result));
    this.results.push(result);
    this.#listener?.checkEnded(result);
  }

  /** Takes note of a mistake of ours. */
  failed(error: unknown): void {
    this.errors.push(error instanceof Error ? (error.stack ?? error.message) : String(error));
  }
}
