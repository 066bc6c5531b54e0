import type { Condition } from '../../../fixtures/network/condition.js';
import { edgePages } from '../../../fixtures/network/conditions/edge-pages.js';
import { expiringTokens } from '../../../fixtures/network/conditions/expiring-tokens.js';
import { greetedRooms } from '../../../fixtures/network/conditions/greeted-rooms.js';
import { lateAnswers } from '../../../fixtures/network/conditions/late-answers.js';
import { invitationsIn, registrationsIn, roomsIn, scarce } from '../../../fixtures/network/conditions/scarce.js';
import { steppedClock } from '../../../fixtures/network/conditions/stepped-clock.js';
import { strictFront } from '../../../fixtures/network/conditions/strict-front.js';
import { type Hostility, hostileProxy } from '../../../fixtures/network/hostile-proxy.js';
import { createHomeserver, type HomeserverOptions } from '../../../reference/homeserver.js';
import type { CheckResult } from '../../../suites/kit/checks/check-result.js';
import { requireChecks } from '../../../suites/kit/checks/prepare-checks.js';
import type { RevisionSuites } from '../../../suites/kit/checks/revision.js';
import type { Target } from '../../../suites/kit/targets/stage.js';
import { urlTarget } from '../../../suites/kit/targets/url-target.js';

/** What stands in front of a homeserver, and what goes on around it: new ones for every run, since they count. */
const surroundings = (): Condition[] => [
  edgePages({ oneIn: 200 }),
  strictFront({ body: 60_000, path: 2_000 }),
  lateAnswers({ sync: 300, reads: 100 }),
  greetedRooms(700),
  steppedClock({ after: 15_000, by: -5_000 }),
  expiringTokens({ after: 20_000, soft: true }),
  scarce({ of: roomsIn, burst: 60, every: 2_500 }),
  scarce({ of: invitationsIn, burst: 10, every: 30_000, says: 'Retry-After' }),
  scarce({ of: registrationsIn, burst: 14, every: 60_000 }),
];

/** Trouble of every kind, more of it than a network that people put up with. */
export const HOSTILE: Omit<Hostility, 'seed'> = {
  latency: [2, 60],
  limited: 0.02,
  badGateway: 0.005,
  dropped: 0.005,
  freeze: { every: 8_000, lasting: 1_000 },
};

/**
 * Runs checks of a revision against the reference on a port, with a hostile proxy in between, in real time.
 *
 * @param seed - where the proxy's chance begins
 * @param options - how to set the reference up, for example with a broken rule
 * @param only - areas, requirements or checks; none means all
 */
export function hostileRun(
  revision: RevisionSuites,
  seed: number,
  options: HomeserverOptions = {},
  only: readonly string[] = [],
): Promise<CheckResult[]> {
  return runBehind(revision, { ...HOSTILE, conditions: surroundings(), seed }, options, only);
}

/**
 * The same with trouble of somebody's choice, and nothing else.
 *
 * @param hostility - what the proxy does
 */
export function runBehind(
  revision: RevisionSuites,
  hostility: Hostility,
  options: HomeserverOptions = {},
  only: readonly string[] = [],
): Promise<CheckResult[]> {
  return onAPort(options, async (url) => {
    const proxy = await hostileProxy(url, hostility);
    return judge(revision, proxy.url, only).finally(() => proxy.close());
  });
}

/** The same checks on the same server, in real time too, with nothing in between: what the verdicts ought to be. */
export function undisturbedRun(
  revision: RevisionSuites,
  options: HomeserverOptions = {},
  only: readonly string[] = [],
): Promise<CheckResult[]> {
  return onAPort(options, (url) => judge(revision, url, only));
}

async function onAPort<T>(options: HomeserverOptions, use: (url: string) => Promise<T>): Promise<T> {
  const server = createHomeserver(options);
  const listening = await server.listen();
  try {
    return await use(listening.url);
  } finally {
    server.close();
    await listening.close();
  }
}

async function judge(revision: RevisionSuites, url: string, only: readonly string[]): Promise<CheckResult[]> {
  const target = urlTarget(url);
  try {
    return await runAll(revision, target, only);
  } finally {
    await target.close();
  }
}

async function runAll(revision: RevisionSuites, target: Target, only: readonly string[]): Promise<CheckResult[]> {
  // What makes up its stories by chance tells other ones in real time, so that the verdicts cannot be compared.
  const { checks, run } = await requireChecks(target, revision, { only, sort: 'scenarios' });
  return Promise.all(checks.map((check) => run(check)));
}
