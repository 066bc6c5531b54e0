import type { FutureRulesChange } from '../../../reference/futures/rules/future-rules.js';
import { readingsWith } from '../../../reference/futures/readings.js';
import { defaultRules } from '../../../reference/futures/rules/future-rules.js';
import { createHomeserver } from '../../../reference/homeserver.js';
import { virtualClock } from '../../../reference/time/virtual-clock.js';
import { referenceOptions } from '../../../suites/kit/targets/embedded-target.js';
import type { Check } from '../../../suites/kit/checks/check.js';
import { fetchTransport } from '../../../suites/kit/connection/fetch-transport.js';
import { inProcessTarget, movableClock } from '../../../suites/kit/targets/in-process-target.js';
import type { Target } from '../../../suites/kit/targets/stage.js';
import { requireChecks } from '../../../suites/kit/checks/prepare-checks.js';
import { futuresSuites } from '../../../suites/futures/index.js';
import type { Selection } from './judging-suite.js';
import { shadowedRules } from './shadow-rules.js';

/** Rules that differ from the reference's, by the name of the homeserver that follows them. */
export type ChangesByName = ReadonlyMap<string, FutureRulesChange>;

/**
 * Finds out which checks can come out otherwise on homeservers that differ from the reference. All others would do and
 * see on them, request by request, what they do and see on the reference.
 *
 * Runs the checks on the reference once, and watches for whom a decision would have been another one.
 *
 * @param isMeant - which checks to run
 */
export async function differingChecks(
  changes: ChangesByName,
  isMeant: (check: Check) => boolean,
): Promise<ReadonlyMap<string, Selection>> {
  const differing = new Map([...changes.keys()].map((name) => [name, new Set<string>()]));
  let running: string | undefined;
  const target = watchedTarget(changes, (name) => {
    if (running !== undefined) differing.get(name)?.add(running);
  });
  const { dialect, checks, run } = await requireChecks(target, futuresSuites);
  // One after the other, so that what happens happens to this check.
  for (const check of checks.filter(({ check }) => isMeant(check))) {
    running = check.check.id;
    await run(check);
  }
  return new Map([...differing].map(([name, ids]) => [name, { dialect, checks: [...ids] }]));
}

/** The reference, with all changes asked beside every decision what they would have decided. */
function watchedTarget(changes: ChangesByName, onDifference: (name: string) => void): Target {
  return inProcessTarget('embedded', (needs) => {
    const clock = virtualClock();
    const options = referenceOptions({}, needs);
    const rules = shadowedRules(defaultRules(readingsWith(options.futures?.readings)), changes, onDifference);
    const server = createHomeserver({ ...options, clock, futures: { ...options.futures, rules } });
    return {
      transport: fetchTransport('http://localhost', (request) => server.handle(request)),
      clock: movableClock(clock, server),
      close: () => server.close(),
    };
  });
}
