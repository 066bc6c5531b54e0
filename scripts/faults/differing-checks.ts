import { isDeepStrictEqual } from 'node:util';

import type { Fault } from '../../fixtures/faults/fault.js';
import type { FuturesReadings } from '../../fixtures/requirements/futures/readings.js';
import { readingsWith } from '../../reference/futures/readings.js';
import { defaultRules } from '../../reference/futures/rules/future-rules.js';
import { createHomeserver } from '../../reference/homeserver.js';
import { virtualClock } from '../../reference/virtual-clock.js';
import { referenceOptions } from '../../suites/kit/embedded-target.js';
import { fetchTransport } from '../../suites/kit/fetch-transport.js';
import { inProcessTarget, movableClock } from '../../suites/kit/in-process-target.js';
import type { Target } from '../../suites/kit/stage.js';
import { type Scenarios, prepareScenarios } from './scenarios.js';
import { shadowedRules } from './shadow-rules.js';

/** Questions that the homeserver itself reads, where nobody can watch. */
const UNWATCHED: ReadonlySet<string> = new Set(['Q-SAME-STATE']);

/**
 * Which checks can come out otherwise on homeservers that differ from the reference. All others would do and see on
 * them, request by request, what they do and see on the reference, and need not be run.
 */
export class DifferingChecks {
  readonly #byName: ReadonlyMap<string, ReadonlySet<string>>;
  readonly #dialect: unknown;

  private constructor(byName: ReadonlyMap<string, ReadonlySet<string>>, dialect: unknown) {
    this.#byName = byName;
    this.#dialect = dialect;
  }

  /** Runs every check on the reference once, and watches on whom the faults and readings would have made a difference. */
  static async among(faults: readonly Fault[]): Promise<DifferingChecks> {
    const byName = new Map<string, Set<string>>();
    let running: string | undefined;
    const target = watchedTarget(faults, (name) => {
      if (running === undefined) return;
      byName.set(name, (byName.get(name) ?? new Set()).add(running));
    });
    const scenarios = await prepareScenarios(target);
    // One after the other, so that what happens happens to this check.
    for (const check of scenarios.checks) {
      running = check.check.id;
      await scenarios.run(check);
    }
    return new DifferingChecks(byName, scenarios.dialect);
  }

  /** The checks to run on a homeserver with a fault. */
  forFault({ id }: Fault, scenarios: Scenarios): Scenarios['checks'] {
    return this.#differing([id], scenarios);
  }

  /** The checks to run on a homeserver that reads some questions otherwise. */
  forReadings(readings: Partial<FuturesReadings>, scenarios: Scenarios): Scenarios['checks'] {
    const questions = Object.keys(readings);
    return questions.some((question) => UNWATCHED.has(question))
      ? scenarios.checks
      : this.#differing(questions, scenarios);
  }

  #differing(names: readonly string[], { checks, dialect }: Scenarios): Scenarios['checks'] {
    // Checks speak in the dialect: where that differs they all do.
    if (!isDeepStrictEqual(dialect, this.#dialect)) return checks;
    return checks.filter(({ check }) => names.some((name) => this.#byName.get(name)?.has(check.id) === true));
  }
}

/** The reference, asked beside every decision what the faults would have decided, and which questions it has looked at. */
function watchedTarget(faults: readonly Fault[], onDifference: (faultOrQuestion: string) => void): Target {
  const shadows = new Map(faults.map(({ id, rules }) => [id, rules]));
  return inProcessTarget('embedded', (needs) => {
    const clock = virtualClock();
    const options = referenceOptions({}, needs);
    const readings = new Proxy(readingsWith(options.readings), {
      get(all, question) {
        onDifference(String(question));
        return Reflect.get(all, question) as unknown;
      },
    });
    const rules = shadowedRules(defaultRules(readings), shadows, onDifference);
    const server = createHomeserver({ ...options, clock, rules });
    return {
      transport: fetchTransport('http://localhost', (request) => server.handle(request)),
      clock: movableClock(clock, server),
      close: () => server.close(),
    };
  });
}
