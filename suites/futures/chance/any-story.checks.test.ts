import { expect, test } from 'vitest';

import { catalogueOf } from '../../../fixtures/requirements/catalogue.js';
import type { Check } from '../../kit/checks/check.js';
import type { CheckResult } from '../../kit/checks/check-result.js';
import { embeddedTarget } from '../../kit/targets/embedded-target.js';
import { runCheck } from '../../kit/checks/run-check.js';
import { severityIn } from '../../kit/checks/severity.js';
import { DEFAULT_DIALECT } from '../dialect.js';
import { callChecks } from '../use-cases/any-call.checks.js';
import { deviceChecks } from '../scheduling/any-devices.checks.js';
import { lostPowerChecks } from '../permission/any-loss-of-power.checks.js';
import { anyMaximumChecks } from '../scheduling/any-maximum.checks.js';
import { neighbourChecks } from '../tokens/any-neighbours.checks.js';
import { redactionChecks } from '../use-cases/any-self-destruction.checks.js';
import { refreshingChecks } from '../tokens/any-rhythm-of-refreshes.checks.js';
import { reminderChecks } from '../use-cases/any-reminder.checks.js';
import { timeoutLengthChecks } from '../timers/any-timeout.checks.js';
import { timestampChecks } from '../timers/any-timestamp.checks.js';
import { tokenAnswerChecks } from '../tokens/any-answers.checks.js';
import { tokenNameChecks } from '../tokens/any-name.checks.js';
import { tokenPopulationChecks } from '../responses/any-tokens.checks.js';
import { unseenChecks } from '../scheduling/any-unseen.checks.js';
import { waitingActionChecks } from '../scheduling/any-wait-of-actions.checks.js';

/** Not the usual seed: by that one `conformance.test.ts` makes up all that these checks do. */
const OTHER_SEED = 1;

type Options = NonNullable<Parameters<typeof embeddedTarget>[0]>;

const LIMIT_MS = 120_000;

const all = [
  ...[callChecks, deviceChecks, lostPowerChecks, anyMaximumChecks, redactionChecks, refreshingChecks],
  ...[timeoutLengthChecks, timestampChecks, tokenAnswerChecks, tokenNameChecks, tokenPopulationChecks],
  ...[unseenChecks, waitingActionChecks, neighbourChecks, reminderChecks],
].flat();

function run(check: Check | undefined, options: Options, seed?: number): Promise<CheckResult> {
  if (check === undefined) throw new Error('there is no such check');
  return runCheck(check, embeddedTarget(options), {
    revision: 'futures',
    area: 'stories',
    dialect: DEFAULT_DIALECT,
    severityOf: severityIn(catalogueOf('futures')),
    ...(seed === undefined ? {} : { exploration: { seed } }),
  });
}

test.each(all)('$id passes where nothing is wrong, whatever is made up', { timeout: LIMIT_MS }, async (check) => {
  expect(await run(check, {}, OTHER_SEED)).toMatchObject({ verdict: 'pass', message: '' });
});

test.each([
  ['third-refresh-is-the-last-that-counts', refreshingChecks, 'TOKEN-4', 'refreshed 4 times'],
  ['refresh-keeps-the-old-deadline', refreshingChecks, 'TOKEN-3', 'refreshed 1 times'],
  ['hours-are-counted-as-minutes', timeoutLengthChecks, 'TIME-2', /Story: timeouts of \S+( \S+)?\n/],
  ['timeouts-wrap-around-at-32-bits', timeoutLengthChecks, 'SCHED-12', /Story: timeouts of \S+( \S+)?\n/],
  ['maximum-itself-is-refused', anyMaximumChecks, 'SCHED-11', 'is asked for the maximum itself'],
  ['events-show-their-deadline', timestampChecks, 'TIME-4', 'sent by its token 1 later'],
  ['tokens-are-signed-counters', tokenPopulationChecks, 'RESP-7', "by turns alice's message future\n"],
  ['tokens-begin-with-what-they-do', tokenPopulationChecks, 'RESP-6', "by turns alice's message future\n"],
  ['token-answer-names-the-room', tokenAnswerChecks, 'TOKEN-10', 'names the room'],
  ['group-id-is-taken-for-a-token', tokenNameChecks, 'TOKEN-13', /called its group id \([^)]*\)\n/],
  ['listing-is-one-devices-own', deviceChecks, 'LIST-1', 'not listed on device 2'],
  ['action-futures-expire-after-an-hour', waitingActionChecks, 'SCHED-5', 'an action future of a message waits'],
  ['send-token-overrides-the-power-levels', lostPowerChecks, 'POWER-3', 'by its send token'],
  ['mentions-are-lost', reminderChecks, 'CASE-4', /Story: a reminder of [^;]+\n/],
  ['send-token-discards-everything-of-the-user', neighbourChecks, 'TOKEN-11', /Story: send [^,]+ of alice's [^,]+\n/],
  ['cancel-token-cancels-the-room', neighbourChecks, 'TOKEN-11', /Story: cancel [^,]+ in the same room\n/],
  ['joining-does-not-stop-the-old-leave', callChecks, 'CASE-5', /Story: (\w+): join, [^;]+; \1: join, [^;]+\n/],
] as const)('%s is found by a small story', { timeout: LIMIT_MS }, async (fault, [check], broken, told) => {
  const result = await run(check, { fault });
  expect(result).toMatchObject({ verdict: 'fail', broken });
  const [story] = result.violation?.story ?? [];
  expect(`${result.message}\nStory: ${story}\n`).toMatch(told);
  expect(result.violation?.replay).toEqual({ seed: 4140, path: expect.stringMatching(/^[\d:]+$/) });
});
