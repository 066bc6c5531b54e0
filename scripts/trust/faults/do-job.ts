import { futuresFault } from '../../../fixtures/faults/futures/index.js';
import { readingsWith } from '../../../reference/futures/readings.js';
import { defaultRules, type FutureRulesChange } from '../../../reference/futures/rules/future-rules.js';
import type { EmbeddedOptions } from '../../../suites/kit/targets/embedded-target.js';
import { differingChecks } from './differing-checks.js';
import type { Homeserver, Job, JobResults } from './jobs.js';
import { judgeByChecks } from './judge-by-checks.js';
import { judgingSuite } from './judging-suites.js';

/** Does what a worker is asked to do. */
export async function doJob<J extends Job>(job: J): Promise<JobResults[J['kind']]>;
export async function doJob(job: Job): Promise<JobResults[keyof JobResults]> {
  switch (job.kind) {
    case 'find-differing-checks': {
      const suites = job.suites.map(judgingSuite);
      const changes = new Map(job.homeservers.map((homeserver) => [homeserver.name, changeIn(homeserver)]));
      return differingChecks(changes, (check) => suites.some((suite) => suite.has(check)));
    }
    case 'judge': {
      const { fault, readings } = job.homeserver;
      const options: EmbeddedOptions = { ...(fault === undefined ? {} : { fault }), futures: { readings } };
      return judgeByChecks(options, judgingSuite(job.suite), job.selection);
    }
  }
}

/** How the rules of a homeserver differ from the reference's. Readings are differences of rules, too. */
function changeIn({ fault, readings }: Homeserver): FutureRulesChange {
  if (fault !== undefined) return futuresFault(fault).rules;
  return () => defaultRules(readingsWith(readings));
}
