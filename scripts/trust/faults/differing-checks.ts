import type { RevisionFaults } from '../../../fixtures/faults/revision-faults.js';
import type { Check } from '../../../suites/kit/checks/check.js';
import { requireChecks } from '../../../suites/kit/checks/prepare-checks.js';
import { embeddedTarget } from '../../../suites/kit/targets/embedded-target.js';
import type { JudgedRevision } from './judged-revision.js';
import type { Selection } from './judging-suite.js';
import { shadowedRules } from './shadow-rules.js';

/** Changes of the reference's rules, by the name of the homeserver that follows them. */
export type ChangesByName = ReadonlyMap<string, unknown>;

/**
 * Finds out which checks can come out otherwise on homeservers that differ from the reference. All others would do and
 * see on them, request by request, what they do and see on the reference.
 *
 * Runs the checks on the reference once, and watches for whom a decision would have been another one.
 *
 * @param isMeant - which checks to run
 */
export async function differingChecks(
  { suites, faults }: JudgedRevision,
  changes: ChangesByName,
  isMeant: (check: Check) => boolean,
): Promise<ReadonlyMap<string, Selection>> {
  const differing = new Map([...changes.keys()].map((name) => [name, new Set<string>()]));
  let running: string | undefined;
  const options = watchedReference(faults, changes, (name) => {
    if (running !== undefined) differing.get(name)?.add(running);
  });
  const { dialect, checks, run } = await requireChecks(embeddedTarget(options), suites);
  // One after the other, so that what happens happens to this check.
  for (const check of checks.filter(({ check }) => isMeant(check))) {
    running = check.check.id;
    await run(check);
  }
  return new Map([...differing].map(([name, ids]) => [name, { dialect, checks: [...ids] }]));
}

/** The reference, with all changes asked beside every decision what they would have decided. */
function watchedReference(
  faults: RevisionFaults,
  changes: ChangesByName,
  onDifference: (name: string) => void,
): ReturnType<RevisionFaults['options']> {
  return faults.options({ rules: (defaults: object) => shadowedRules(defaults, changes, onDifference) });
}
