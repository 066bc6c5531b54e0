import { standingOf } from '../../suites/kit/checks/revision.js';
import { RunBlocker } from '../../suites/kit/connection/run-blocker.js';
import { askServerVersions } from '../../suites/kit/connection/server-versions.js';
import type { Activity } from '../../suites/kit/targets/activity.js';
import type { RunEnding } from '../../suites/kit/targets/run-ending.js';
import type { RunPlan } from '../../suites/kit/targets/run-plan.js';
import {
  type LimitWaits,
  type MetLimit,
  metTogether,
  waitingInWords,
} from '../../suites/kit/connection/limit-waits.js';
import { PacedSender } from '../../suites/kit/connection/paced-sender.js';
import { REAL_TIME_SETTINGS } from '../../suites/kit/targets/settings.js';
import { realTime } from '../../suites/kit/time/real-time.js';
import { secretsOf } from '../../suites/kit/connection/secrets-of-plan.js';
import { supertestTransport } from '../../suites/kit/connection/supertest-transport.js';
import type { Transport } from '../../suites/kit/connection/transport.js';
import { type PreparedRun, prepareRun } from '../../suites/prepare-run.js';
import { clockOffset } from './clock-offset.js';
import type { Diagnosis, Finding } from './diagnosis.js';
import { type Estimate, estimate } from './estimate.js';
import { type Latency, measureLatency } from './latency.js';
import { mendFor } from './mend.js';
import { type Registration, registrationFlows } from './registration-flows.js';

/** From this much on a single answer takes so long that checks may not be able to tell, in milliseconds. */
const SLOW_MS = 300;

/**
 * Looks at a homeserver and the way to it, as a run would find them, and touches nothing but what it must: the accounts
 * that checks share (new ones, where none are given), two rooms and a few events scheduled in them, all taken back.
 *
 * @param plan - the run that somebody has in mind
 * @param stop - aborted when a person has seen enough
 * @param activity - where to say what the look waits for
 */
export async function examine(plan: RunPlan, stop?: AbortSignal, activity?: Activity): Promise<Diagnosis> {
  const { headers, ca, target } = plan;
  const transport = supertestTransport(target, { headers, ...(ca === undefined ? {} : { ca }) });
  const findings: Finding[] = [];
  try {
    const time = realTime(stop);
    const sender = new PacedSender(transport, time, {
      concurrency: 1,
      limitWait: plan.limitWait ?? REAL_TIME_SETTINGS.limitWait,
    });
    activity?.ask(() => waitingInWords(sender.waits.waiting, time.now()));
    const outside = await lookFromOutside(plan, transport, sender, findings);
    await lookFromInside(plan, outside, sender, findings, { stop, activity });
  } catch (error) {
    findings.push(problemFrom(error));
  } finally {
    transport.close();
  }
  const secrets = secretsOf(plan);
  const masked = findings.map((finding) => ({ ...finding, text: secrets.mask(finding.text) }));
  return { target, ready: findings.every(({ state }) => state !== 'problem'), findings: masked };
}

/** What can be seen without an account. */
interface Outside {
  readonly latency: Latency;
  readonly registration: Registration;
}

async function lookFromOutside(
  plan: RunPlan,
  transport: Transport,
  sender: PacedSender,
  findings: Finding[],
): Promise<Outside> {
  const { versions, unstableFeatures } = await askServerVersions(transport);
  const secure = plan.target.startsWith('https:');
  findings.push(
    { name: 'connection', state: 'fine', text: secure ? 'answers, over TLS' : 'answers, over plain HTTP' },
    { name: 'versions', state: 'fine', text: versions.join(', ') || 'none named' },
    { name: 'unstable features', state: 'fine', text: unstableFeatures.join(', ') || 'none named' },
  );
  const latency = await measureLatency(transport, () => performance.now());
  findings.push(latencyFinding(latency));
  const clock = await clockOffset(transport, () => Date.now());
  findings.push({
    name: 'clock',
    state: 'fine',
    text:
      clock === undefined
        ? 'the server tells no time in its answers'
        : `${offsetInWords(clock.aheadMs)}, give or take ${clock.plusMinusMs} ms (whole seconds, from the Date header)`,
  });
  const registration = await registrationFlows((request) => sender.sendPatiently(0, request));
  const state = registration.limited === true ? 'remark' : 'fine';
  findings.push({ name: 'registration', state, text: registration.words });
  return { latency, registration };
}

/** What takes an account to see: the way to it, and the revision itself. */
async function lookFromInside(
  plan: RunPlan,
  { latency, registration }: Outside,
  sender: PacedSender,
  findings: Finding[],
  { stop, activity }: { readonly stop: AbortSignal | undefined; readonly activity: Activity | undefined },
): Promise<void> {
  let prepared: PreparedRun | undefined;
  let ending: RunEnding | undefined;
  try {
    prepared = await prepareRun(plan, stop, activity, (abandoned) => (ending = abandoned));
    ending = await prepared.close();
    const { speaks, looks } = prepared;
    findings.push(
      { name: 'accounts', state: 'fine', text: accountsInWords(ending) },
      { name: 'MSC4140', state: 'fine', text: speaks },
      ...looks.map(({ revision: name, result }): Finding => {
        if (result.implemented) return { name, state: 'fine', text: result.summary.join(', ') };
        return { name, state: 'problem', text: `${standingOf(result)}: ${result.reason}` };
      }),
    );
  } finally {
    // However far the look has come.
    findings.push(
      limitsFinding(sender.waits, ending, registration),
      ...(ending?.left ?? []).map((text) => ({ name: 'left behind', state: 'remark' as const, text })),
    );
  }
  const { looks, checks } = prepared;
  if (!looks.some(({ result }) => result.implemented)) return;
  const given = ending.accountSources?.every((source) => source === 'tokens' || source === 'password') === true;
  const { maxWait: maxWaitMs, concurrency } = plan;
  const likely = estimate(checks, {
    latencyMs: latency.p50,
    maxWaitMs,
    concurrency,
    makesShared: !given,
    // A limit is no refusal.
    makesMore: !given || (plan.accounts.source === 'auto' && (registration.open || registration.limited === true)),
  });
  findings.push({ name: 'a run', state: 'fine', text: estimateInWords(likely) });
}

function problemFrom(error: unknown): Finding {
  if (error instanceof RunBlocker) {
    const name = ['no-account', 'accounts-limited', 'token-refused'].includes(error.kind) ? 'accounts' : 'connection';
    return { name, state: 'problem', text: error.message, mend: mendFor(error.kind) };
  }
  return { name: 'first look', state: 'problem', text: error instanceof Error ? error.message : String(error) };
}

function latencyFinding({ samples, p50, p99, failed }: Latency): Finding {
  const text = `p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms, of ${samples} requests`;
  if (failed > 0) return { name: 'latency', state: 'remark', text: `${text}; ${failed} stayed without an answer` };
  if (p50 < SLOW_MS) return { name: 'latency', state: 'fine', text };
  return { name: 'latency', state: 'remark', text: `${text}; so slow that some checks may not be able to tell` };
}

/** What the limits have cost so far, wherever it was that somebody waited for them, or did not. */
function limitsFinding(
  outside: Pick<LimitWaits, 'lost' | 'met'>,
  { throttledMs = 0, limitsMet = [] }: Partial<RunEnding> = {},
  { limited }: Registration,
): Finding {
  const waited = throttledMs + outside.lost;
  const met = metTogether([...outside.met, ...limitsMet]);
  if (waited === 0 && met.length === 0 && limited !== true) {
    return { name: 'rate limits', state: 'fine', text: 'none seen so far' };
  }
  const cost =
    waited === 0
      ? 'they asked for longer than limit-wait gives, so that nobody waited'
      : `they held this look back for ${(waited / 1_000).toFixed(1)} s`;
  const named = met.map(metInWords).join(', ');
  const text = `seen${named === '' ? '' : ` at ${named}`}: ${cost}; a run takes the longer for them, and says what it waits for`;
  return { name: 'rate limits', state: 'remark', text };
}

function metInWords({ endpoint, times, longestMs }: MetLimit): string {
  const waits = `asked to wait ${(longestMs / 1_000).toFixed(1)} s`;
  return `${endpoint} (${times === 1 ? waits : `${waits} and less, ${times} times`})`;
}

function accountsInWords({ accountSources = [], accounts = 0 }: RunEnding): string {
  const ways = {
    tokens: 'the access tokens that were given',
    dummy: 'registration by m.login.dummy',
    'registration-token': 'registration with a token',
    'shared-secret': "registration with Synapse's shared secret",
    password: 'login with passwords',
    guest: 'registration as guests',
  } as const;
  return `${accountSources.map((source) => ways[source]).join(', ')}; ${accounts} used for this look`;
}

function offsetInWords(aheadMs: number): string {
  if (aheadMs === 0) return 'the same as ours';
  return `${Math.abs(aheadMs)} ms ${aheadMs > 0 ? 'ahead of' : 'behind'} ours`;
}

function estimateInWords({ checks, seconds, users, rooms, events }: Estimate): string {
  const made = users === 0 ? 'no new users' : `about ${users} users, logged out`;
  return `${checks} checks in about ${seconds} s, where events come in time; leaves ${made}, ${rooms} rooms, left and forgotten, and ${events} events in them`;
}
