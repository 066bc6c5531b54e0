import { expect, test } from 'vitest';

import type { Check } from '../../kit/checks/check.js';
import type { CheckResult } from '../../kit/checks/check-result.js';
import { prepareChecks } from '../../kit/checks/prepare-checks.js';
import { type EmbeddedOptions, embeddedTarget } from '../../kit/targets/embedded-target.js';
import { unknownIdInputChecks } from '../actions/any-unknown-id.checks.js';
import { byteInputChecks } from '../errors/any-bytes.checks.js';
import { delayedEventsSuites } from '../index.js';
import { bodyInputChecks } from '../scheduling/any-body.checks.js';
import { delayInputChecks } from '../scheduling/any-delay.checks.js';
import { sentInputChecks } from '../scheduling/any-input.checks.js';

const all = [...sentInputChecks, ...delayInputChecks, ...bodyInputChecks, ...unknownIdInputChecks, ...byteInputChecks];

async function run(check: Check | undefined, options: EmbeddedOptions = {}, seed?: number): Promise<CheckResult> {
  const target = embeddedTarget({ revisions: ['delayed-events'], ...options });
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
  for (const seed of [1, 2, 3]) expect(await run(check, {}, seed)).toMatchObject({ verdict: 'pass', message: '' });
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
  ['wrong-types-crash-the-handler', bodyInputChecks[0]],
])('%s is found', async (fault, check) => {
  expect(await run(check, { fault })).toMatchObject({ verdict: 'fail' });
});

test('a handler that crashes where something is missing is found', async () => {
  const readDelay = ({ body }: { readonly body: object }): number => {
    if (!('delay_ms' in body)) throw new TypeError('delay_ms of undefined');
    return Number(body.delay_ms);
  };
  const result = await run(byteInputChecks[0], { delayedEvents: { rules: { readDelay } } });
  expect(result).toMatchObject({ verdict: 'fail', broken: 'DE-ERR-1' });
});
