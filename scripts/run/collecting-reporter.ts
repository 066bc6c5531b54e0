import type { Reporter, TestCase, TestModule } from 'vitest/node';

import type { CheckResult } from '../../suites/kit/checks/check-result.js';
import type { RunEnding } from '../../suites/kit/targets/run-ending.js';
import type { ConformancePreflight } from '../../suites/vitest-adapter.js';

/** Told of a run's progress as it happens. */
export interface RunListener {
  preflight(preflight: ConformancePreflight): void;
  /** A check begins, which will wait for so many beats at the most. */
  checkStarted(id: string, wait: number): void;
  checkEnded(result: CheckResult): void;
}

/** A Vitest reporter that prints nothing and collects what the checks have brought to light. */
export class CollectingReporter implements Reporter {
  readonly results: CheckResult[] = [];
  /** Tests that ended without a result of ours: a mistake in the harness, never to be overlooked. */
  readonly lost: string[] = [];
  readonly errors: string[] = [];
  preflight: ConformancePreflight | undefined;
  /** How the run itself went; unknown until it is over. */
  ending: RunEnding | undefined;
  readonly #listener: RunListener;

  constructor(listener: RunListener) {
    this.#listener = listener;
  }

  onTestCaseReady(test: TestCase): void {
    const { conformanceWait } = test.meta();
    if (conformanceWait !== undefined) this.#listener.checkStarted(checkIdOf(test), conformanceWait);
  }

  onTestCaseResult(test: TestCase): void {
    const { conformance, conformancePreflight } = test.meta();
    if (conformancePreflight !== undefined) {
      this.preflight = conformancePreflight;
      this.#listener.preflight(conformancePreflight);
    } else if (conformance === undefined) {
      this.lost.push(test.name);
    } else {
      this.results.push(conformance);
      this.#listener.checkEnded(conformance);
    }
  }

  onTestModuleEnd(module: TestModule): void {
    this.ending = module.meta().conformanceEnding ?? this.ending;
  }

  onTestRunEnd(
    modules: readonly { errors(): readonly { message: string }[] }[],
    unhandled: readonly { message: string; stack?: string }[],
  ): void {
    for (const error of [...modules.flatMap((module) => module.errors()), ...unhandled]) {
      this.errors.push(
        ('stack' in error && typeof error.stack === 'string' ? error.stack : undefined) ?? error.message,
      );
    }
  }
}

function checkIdOf(test: TestCase): string {
  return test.name.split(':', 1)[0] ?? test.name;
}
