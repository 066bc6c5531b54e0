import type { Fault } from '../../../fixtures/faults/fault.js';
import type { RevisionFaults } from '../../../fixtures/faults/revision-faults.js';
import { embeddedTarget } from '../../../suites/kit/targets/embedded-target.js';
import type { Target } from '../../../suites/kit/targets/stage.js';
import { differingChecks } from './differing-checks.js';
import type { Homeserver, Job, JobResults } from './jobs.js';
import { judgeByChecks } from './judge-by-checks.js';
import { type JudgedRevision, judgedRevision } from './judged-revision.js';
import { judgingSuite } from './judging-suites.js';

/**
 * Does what a worker is asked to do.
 *
 * @param find - finds the revision that a job names
 */
export async function doJob<J extends Job>(
  job: J,
  find?: (revision: string) => JudgedRevision,
): Promise<JobResults[J['kind']]>;
export async function doJob(
  job: Job,
  find: (revision: string) => JudgedRevision = judgedRevision,
): Promise<JobResults[keyof JobResults]> {
  const revision = find(job.revision);
  switch (job.kind) {
    case 'find-differing-checks': {
      const suites = job.suites.map(judgingSuite);
      const changes = new Map(job.homeservers.map((homeserver) => [homeserver.name, changeIn(homeserver, revision)]));
      return differingChecks(revision, changes, (check) => suites.some((suite) => suite.has(check)));
    }
    case 'judge': {
      const { fault, readings, settings } = job.homeserver;
      const rules = fault === undefined ? undefined : faultIn(revision.faults, fault).rules;
      const target = embeddedTarget(revision.faults.options({ rules, readings, settings }));
      const isLate = revision.faults.mayBeLate?.(readings ?? {}) === true;
      return judgeByChecks(
        isLate ? withoutPunctuality(target) : target,
        revision.suites,
        judgingSuite(job.suite),
        job.selection,
      );
    }
  }
}

/** How long a check may wait on a server that is late, where time costs nothing. Milliseconds. */
const PATIENT_MS = 300_000;

/** A target in virtual time of which nobody says beforehand how late it is. */
function withoutPunctuality(target: Target): Target {
  const { pinnedLateness: _pinned, ...settings } = target.settings;
  return { ...target, settings: { ...settings, maxWait: PATIENT_MS } };
}

/** How the rules of a homeserver differ from the reference's. Readings are differences of rules, too. */
function changeIn({ fault, readings = {} }: Homeserver, { faults }: JudgedRevision): unknown {
  if (fault !== undefined) return faultIn(faults, fault).rules;
  return () => faults.rulesUnder(readings);
}

function faultIn({ faults }: RevisionFaults, id: string): Fault {
  const fault = faults.find((known) => known.id === id);
  if (fault === undefined) throw new RangeError(`there is no fault called ${id}`);
  return fault;
}
