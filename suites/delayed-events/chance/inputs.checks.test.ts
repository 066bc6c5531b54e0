import { describe, expect, test } from 'vitest';

import type { Check } from '../../kit/checks/check.js';
import type { CheckResult } from '../../kit/checks/check-result.js';
import { prepareChecks } from '../../kit/checks/prepare-checks.js';
import { Answer } from '../../kit/connection/answer.js';
import { type HttpRequest, TransportFailure } from '../../kit/connection/transport.js';
import { type EmbeddedOptions, embeddedTarget } from '../../kit/targets/embedded-target.js';
import type { Stage, Target } from '../../kit/targets/stage.js';
import { unknownIdInputChecks } from '../actions/any-unknown-id.checks.js';
import { byteInputChecks } from '../errors/any-bytes.checks.js';
import { delayedEventsSuites } from '../index.js';
import { bodyInputChecks } from '../scheduling/any-body.checks.js';
import { delayInputChecks, longDelayInputChecks } from '../scheduling/any-delay.checks.js';
import { sentInputChecks } from '../scheduling/any-input.checks.js';
import { spellingInputChecks } from '../scheduling/any-spelling.checks.js';
import { transactionIdInputChecks } from '../scheduling/any-two-ids.checks.js';

/** Not the usual seed: by that one `conformance.test.ts` makes up all that these checks do. */
const OTHER_SEED = 1;

const all = [
  ...sentInputChecks,
  ...delayInputChecks,
  ...longDelayInputChecks,
  ...bodyInputChecks,
  ...spellingInputChecks,
  ...transactionIdInputChecks,
  ...unknownIdInputChecks,
  ...byteInputChecks,
];

function run(check: Check | undefined, options: EmbeddedOptions = {}, seed?: number): Promise<CheckResult> {
  return runOn(embeddedTarget({ revisions: ['delayed-events'], ...options }), check, seed);
}

async function runOn(target: Target, check: Check | undefined, seed?: number): Promise<CheckResult> {
  const prepared = await prepareChecks(
    target,
    delayedEventsSuites,
    seed === undefined ? {} : { exploration: { seed } },
  );
  const found = prepared.checks.find((one) => one.check === check);
  if (found === undefined) throw new Error('there is no such check');
  return prepared.run(found);
}

test.each(all)('$id passes where nothing is wrong', async (check) => {
  expect(await run(check, {}, OTHER_SEED)).toMatchObject({ verdict: 'pass', message: '' });
});

test.each(all)('$id passes or is beside the point in an older form', async (check) => {
  expect(await run(check, { delayedEvents: { wire: 'w4' } })).toMatchObject({
    verdict: expect.stringMatching(/^(pass|not-applicable)$/) as string,
  });
});

test.each<readonly [string, Check | undefined]>([
  ['delayed-types-are-folded', sentInputChecks[0]],
  ['delayed-content-loses-null', sentInputChecks[0]],
  ['fractional-delay-is-rounded', delayInputChecks[0]],
  ['delay-as-text-is-accepted', delayInputChecks[0]],
  ['content-may-be-anything', bodyInputChecks[0]],
  ['malformed-requests-are-forbidden', bodyInputChecks[0]],
  ['delay-ids-are-folded', unknownIdInputChecks[0]],
  ['delay-ids-are-trimmed', unknownIdInputChecks[0]],
  ['delay-ids-are-decoded-twice', unknownIdInputChecks[0]],
  ['delay-ids-are-cut-at-a-separator', unknownIdInputChecks[0]],
  ['delay-ids-are-found-among-built-in-names', unknownIdInputChecks[0]],
  ['very-long-delay-ids-crash-the-handler', unknownIdInputChecks[0]],
  ['content-in-a-string-is-unpacked', bodyInputChecks[0]],
  ['state-key-of-false-is-no-state-key', bodyInputChecks[0]],
  ['delay-of-true-is-one-millisecond', delayInputChecks[0]],
  ['delayed-transaction-ids-are-folded', transactionIdInputChecks[0]],
  ['long-delays-overflow', longDelayInputChecks[0]],
  ['long-delays-wrap-around', longDelayInputChecks[0]],
  ['wrong-types-crash-the-handler', bodyInputChecks[0]],
])('%s is found', async (fault, check) => {
  expect(await run(check, { fault })).toMatchObject({ verdict: 'fail' });
});

test('what is sent otherwise than it was given is no matter of what is told of it', async () => {
  const result = await run(sentInputChecks[0], { fault: 'delayed-types-are-folded' });
  expect(result).toMatchObject({ verdict: 'fail', broken: 'DE-SEND-1' });
});

test('a handler that crashes where something is missing is found', async () => {
  const readDelay = ({ body }: { readonly body: object }): number => {
    if (!('delay_ms' in body)) throw new TypeError('delay_ms of undefined');
    return Number(body.delay_ms);
  };
  const result = await run(byteInputChecks[0], { delayedEvents: { rules: { readDelay } } });
  expect(result).toMatchObject({ verdict: 'fail', broken: 'DE-ERR-1' });
});

/** The reference, behind something that has a hand in every request. */
function behind(hand: (request: HttpRequest, send: Stage['send']) => ReturnType<Stage['send']>): Target {
  const target = embeddedTarget({ revisions: ['delayed-events'] });
  return {
    ...target,
    async open(needs) {
      const stage = await target.open(needs);
      return { ...stage, send: (request) => hand(request, (one) => stage.send(one)) };
    },
  };
}

test('a server that sends what it has refused as malformed is found', async () => {
  const target = behind(async (request, send) => {
    const answer = await send(request);
    if (answer.status !== 400 || !request.path.includes('/delayed_event/')) return answer;
    const path = request.path.replace(/^.*(\/rooms\/.*)\/delayed_event\//, '/_matrix/client/v3$1/send/');
    await send({ ...request, path, body: '{"stored":true}' });
    return answer;
  });
  expect(await runOn(target, bodyInputChecks[0])).toMatchObject({ verdict: 'fail', broken: 'DE-ERR-3' });
});

describe('a server that hangs up on what is no form though it says so', () => {
  const hangingUp = (isOurs: (request: HttpRequest) => boolean): Target =>
    behind((request, send) => {
      const isForm = request.headers['content-type'] === 'multipart/form-data';
      return isForm && isOurs(request) ? Promise.reject(new TransportFailure('socket hang up')) : send(request);
    });

  test('has nothing wrong with delays where it does so everywhere', async () => {
    expect(
      await runOn(
        hangingUp(() => true),
        byteInputChecks[0],
      ),
    ).toMatchObject({ verdict: 'pass' });
  });

  test('cannot be told where it does so with delays alone', async () => {
    const target = hangingUp(({ path }) => path.includes('/delayed_event'));
    expect(await runOn(target, byteInputChecks[0])).toMatchObject({
      verdict: 'inconclusive',
      message: expect.stringContaining('socket hang up') as string,
    });
  });
});

test('what goes wrong with a delay in one way and without in another is wrong with delays', async () => {
  const target = behind(async (request, send) => {
    const isForm = request.headers['content-type'] === 'multipart/form-data';
    const isOurs = /\/delayed_events?\//.test(request.path);
    const answer = await send(request);
    return isForm ? new Answer({ status: isOurs ? 500 : 404, headers: {}, text: 'no' }, answer) : answer;
  });
  expect(await runOn(target, byteInputChecks[0])).toMatchObject({ verdict: 'fail', broken: 'DE-ERR-1' });
});

/** Takes letters that are written as escapes for these very characters. */
function undecoded(path: string): string {
  return path.replaceAll(/%(?:4[1-9A-F]|5[0-9A]|6[1-9A-F]|7[0-9A])/g, (escape) => `%25${escape.slice(1)}`);
}

test('a server that does not understand every way to write a path is found', async () => {
  const target = behind((request, send) =>
    send(request.path.includes('/delayed_event/') ? { ...request, path: undecoded(request.path) } : request),
  );
  expect(await runOn(target, spellingInputChecks[0])).toMatchObject({ verdict: 'fail', broken: 'DE-SCHED-5' });
});

test('one that does so with undelayed events, too, has other faults than in delayed ones', async () => {
  const target = behind((request, send) => send({ ...request, path: undecoded(request.path) }));
  expect(await runOn(target, spellingInputChecks[0])).toMatchObject({ verdict: 'pass' });
});
