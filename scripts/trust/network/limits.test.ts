import { describe, expect, test } from 'vitest';

import { type Condition, jsonAnswer } from '../../../fixtures/network/condition.js';
import {
  invitationsIn,
  registrationsIn,
  roomsIn,
  scarce,
  schedulingIn,
} from '../../../fixtures/network/conditions/scarce.js';
import { hostileProxy } from '../../../fixtures/network/hostile-proxy.js';
import { createHomeserver, type HomeserverOptions } from '../../../reference/homeserver.js';
import type { CheckResult } from '../../../suites/kit/checks/check-result.js';
import { RunBlocker } from '../../../suites/kit/connection/run-blocker.js';
import type { RunEnding } from '../../../suites/kit/targets/run-ending.js';
import { runPlanSchema } from '../../../suites/kit/targets/run-plan.js';
import { prepareRun } from '../../../suites/prepare-run.js';

// Real time, since limits are there; but nothing here waits for any.
const LIMIT_MS = 300_000;
const HOUR_MS = 3_600_000;

interface Outcome {
  readonly results: readonly CheckResult[];
  readonly ending: RunEnding;
}

interface UnderOptions {
  readonly homeserver?: HomeserverOptions;
  /** Interrupts the run. */
  readonly until?: Promise<unknown>;
  /** Called when the server has been looked at, before the first check begins. */
  readonly onPrepared?: () => void;
}

/** Runs checks against the reference with its limits. */
async function runUnder(
  limits: Condition,
  only: readonly string[],
  { homeserver, until, onPrepared }: UnderOptions = {},
): Promise<Outcome> {
  const server = createHomeserver(homeserver);
  const listening = await server.listen({ port: 0 });
  const proxy = await hostileProxy(listening.url, { conditions: [limits], seed: 1 });
  const stop = new AbortController();
  try {
    const prepared = await prepareRun(runPlanSchema.parse({ target: proxy.url, only: [...only] }), stop.signal);
    onPrepared?.();
    void until?.then(() => stop.abort(new RunBlocker('ended', 'the run was interrupted')));
    const results = await Promise.all(prepared.checks.map((check) => prepared.run(check)));
    return { results, ending: await prepared.close() };
  } finally {
    await proxy.close();
    server.close();
    await listening.close();
  }
}

/** Lets nobody through before so many are there; from then on everybody. */
function gate(count: number): () => Promise<void> {
  let there = 0;
  let open: (() => void) | undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return () => {
    there += 1;
    if (there >= count) open?.();
    return opened;
  };
}

/** The checks that the limits have kept from a verdict, or given a wrong one. */
const spoilt = ({ results }: Outcome): CheckResult[] =>
  results.filter(({ verdict, message }) => verdict === 'fail' || message.includes('limit'));

describe.concurrent('a server that is sparing', () => {
  test('of invitations has rooms that are open instead', { timeout: LIMIT_MS }, async () => {
    const outcome = await runUnder(scarce({ of: invitationsIn, burst: 1, every: HOUR_MS }), [
      'permission.state-forbidden-now',
      'permission.message-forbidden-now',
      'permission.allowed-by-the-timeout',
    ]);
    expect(spoilt(outcome)).toEqual([]);
    expect(outcome.ending.remarks.join()).toContain('open instead');
  });

  test('of rooms has some that checks share', { timeout: LIMIT_MS }, async () => {
    const only = [
      'tokens.refresh-keeps-its-own-duration-in-a-group',
      'tokens.refresh-right-after-a-refresh',
      'listing.keeps-refreshed',
      'listing.drops-cancelled',
      'state.empty-state-key-invalidates-nothing',
      'state.another-type-invalidates-nothing',
    ];
    // One for the first look at each revision, and one besides.
    const outcome = await runUnder(scarce({ of: roomsIn, burst: 3, every: HOUR_MS }), only);
    expect(spoilt(outcome)).toEqual([]);
    expect(outcome.ending.remarks.join()).toContain('shared some');
  });

  test('of accounts has few, which checks share one after the other', { timeout: LIMIT_MS }, async () => {
    const outcome = await runUnder(scarce({ of: registrationsIn, burst: 4, every: HOUR_MS }), [
      'listing.array-of-running-futures',
      'timers.hundreds-at-once',
    ]);
    expect(spoilt(outcome)).toEqual([]);
    expect(outcome.ending.remarks.join()).toContain('checks have shared some');
  });

  test('of events that wait, for longer than anybody waits, is not judged by that', { timeout: LIMIT_MS }, async () => {
    const limits = scarce({ of: schedulingIn, burst: 12, every: HOUR_MS, says: 'Retry-After' });
    const { results } = await runUnder(limits, ['TOKEN-3']);
    expect(results.filter(({ verdict }) => verdict === 'fail')).toEqual([]);
    expect(results.map(({ message }) => message).join()).toMatch(/the server limits PUT .*limit-wait gives 60 s/);
  });

  test('of places for events has checks take turns', { timeout: LIMIT_MS }, async () => {
    const futures = { readings: { 'Q-LIMIT': 'capped' }, maxFutures: 5 } as const;
    // Ten stories begin by scheduling something. However slow the machine, most of them do so in the same moment.
    const enter = gate(8);
    let isPrepared = false;
    const onPrepared = (): void => void (isPrepared = true);
    const allAtOnce: Condition = async (request, pass) => {
      if (isPrepared && schedulingIn(request) > 0) await enter();
      return pass(request);
    };
    const outcome = await runUnder(allAtOnce, ['TOKEN-3'], { onPrepared, homeserver: { futures } });
    expect(spoilt(outcome)).toEqual([]);
    expect(outcome.results.filter(({ verdict }) => verdict === 'pass').length).toBeGreaterThan(3);
    expect(outcome.ending.remarks.join()).toContain('checks took turns');
  });

  test('of everything lets an interrupted run clean up', { timeout: LIMIT_MS }, async () => {
    let limited: (() => void) | undefined;
    const enough = new Promise<void>((resolve) => (limited = resolve));
    // By number and not by time, so that a slow machine meets the same limits: after some requests, every other one.
    let counted = 0;
    const limits: Condition = (request, pass) => {
      if (/\/(sync|versions)/.test(request.path)) return pass(request);
      counted += 1;
      if (counted <= 25 || counted % 2 === 1) return pass(request);
      limited?.();
      return Promise.resolve(jsonAnswer(429, { errcode: 'M_LIMIT_EXCEEDED', error: 'Slow down', retry_after_ms: 50 }));
    };
    const { ending } = await runUnder(limits, ['TOKEN-6'], { until: enough });
    expect(ending).toMatchObject({ cutShort: 'the run was interrupted', left: [] });
  });

  test('of everything, and goes away meanwhile, ends the run', { timeout: LIMIT_MS }, async () => {
    let counted = 0;
    let isGone = false;
    const limits: Condition = (request, pass) => {
      counted += /\/(sync|versions)/.test(request.path) ? 0 : 1;
      if (isGone) return Promise.reject(new Error('nobody is there any more'));
      if (counted <= 60) return pass(request);
      setTimeout(() => (isGone = true), 1_000);
      return Promise.resolve(jsonAnswer(429, { errcode: 'M_LIMIT_EXCEEDED', error: 'Slow', retry_after_ms: 12_000 }));
    };
    const { results, ending } = await runUnder(limits, ['TOKEN-6']);
    expect(ending.cutShort).toContain('the server does not answer any more');
    expect(new Set(results.map(({ verdict }) => verdict))).not.toContain('fail');
    expect(new Set(results.map(({ verdict }) => verdict))).toContain('inconclusive');
  });
});
