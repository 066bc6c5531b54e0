import { describe, expect, test } from 'vitest';

import type { CheckResult } from '../kit/checks/check-result.js';
import { prepareChecks } from '../kit/checks/prepare-checks.js';
import { embeddedTarget } from '../kit/targets/embedded-target.js';
import { mockTarget } from '../kit/targets/mock-target.js';
import { delayedEventsSuites } from './index.js';
import { FORM_NAMES, type FormName } from './wire/wire-form.js';

type Options = NonNullable<NonNullable<Parameters<typeof embeddedTarget>[0]>['delayedEvents']>;

const LIMIT_MS = 300_000;

/** How many a check makes up where a whole run has shown already that it passes: what is around it is another then. */
const FEW = { runs: 10 };

type Draft = 'p-2026-01' | 'p-2026-06';

/** The forms that the reference speaks: all but the drafts of early 2026. */
const SPOKEN = FORM_NAMES.filter((name): name is Exclude<FormName, Draft> => !name.startsWith('p-'));

const runs = new Map<string, Promise<CheckResult[]>>();

/** Runs the scenarios on a server that is set up so, once; on the one that nobody has set up, all checks. */
function runAll(options: Options): Promise<CheckResult[]> {
  const key = JSON.stringify(options);
  const run = runs.get(key) ?? runAnew(options);
  runs.set(key, run);
  return run;
}

async function runAnew(options: Options): Promise<CheckResult[]> {
  const target = embeddedTarget({ revisions: ['delayed-events'], delayedEvents: options });
  const sort = Object.keys(options).length === 0 ? 'both' : 'scenarios';
  const { checks, run } = await prepareChecks(target, delayedEventsSuites, { sort });
  const results: CheckResult[] = [];
  for (const check of checks) results.push(await run(check));
  await target.close();
  return results;
}

/** What is neither right nor beside the point. */
function amiss(results: readonly CheckResult[]): string[] {
  return results
    .filter(({ verdict }) => verdict === 'fail' || verdict === 'inconclusive')
    .map(({ id, message }) => `${id}: ${message}`);
}

describe('the suites on the reference homeserver', () => {
  test('pass, and judge all that there is to judge', { timeout: LIMIT_MS }, async () => {
    const results = await runAll({});
    expect(amiss(results)).toEqual([]);
    const forgetful = await runAll({ retention: { ms: 0, count: 0 } });
    expect(amiss(forgetful)).toEqual([]);
    const older = await runAll({ wire: 'w4' });
    const judged = new Set([...results, ...forgetful, ...older].flatMap((result) => result.judged));
    // What a restart leaves cannot be asked of a server that lives in memory.
    const wanted = delayedEventsSuites.catalogue.requirements.filter(
      ({ area, unverifiable }) => area !== 'persistence' && unverifiable === undefined,
    );
    expect(wanted.map(({ id }) => id).filter((id) => !judged.has(id))).toEqual([]);
  });

  test('pass through the msw mock, every scenario that passes in process', { timeout: LIMIT_MS }, async () => {
    // What it speaks unless told otherwise is for clients of today: here it is to be all that the text says.
    const wire = ['accepted', 'accepted-unstable'] as const;
    const target = mockTarget({ revisions: ['delayed-events'], delayedEvents: { wire } });
    const { checks, run } = await prepareChecks(target, delayedEventsSuites, { sort: 'scenarios' });
    const results: CheckResult[] = [];
    for (const check of checks) results.push(await run(check));
    await target.close();
    expect(amiss(results)).toEqual([]);
    const passed = results.filter(({ verdict }) => verdict === 'pass').map(({ id }) => id);
    const inProcess = (await runAll({})).filter(({ verdict }) => verdict === 'pass').map(({ id }) => id);
    const asked = new Set(results.map(({ id }) => id));
    expect(passed.toSorted()).toEqual(inProcess.filter((id) => asked.has(id)).toSorted());
  });

  test.each(SPOKEN)('pass in the form %s', { timeout: LIMIT_MS }, async (form) => {
    expect(amiss(await runAll({ wire: form }))).toEqual([]);
  });

  test.each(['july', 'w5', 'w4', 'w0'] as const)('pass with %s beside', { timeout: LIMIT_MS }, async (form) => {
    expect(amiss(await runAll({ wire: ['accepted', form] }))).toEqual([]);
  });

  test.each([5_000, 40_000])('find nothing wrong where all comes %i ms late', { timeout: LIMIT_MS }, async (ms) => {
    const late: Options = { rules: { runsOutAt: ({ dueAt }) => dueAt + ms } };
    const target = embeddedTarget({ revisions: ['delayed-events'], delayedEvents: late });
    const { pinnedLateness: _pinned, ...settings } = target.settings;
    const { checks, run } = await prepareChecks(
      { ...target, settings: { ...settings, maxWait: 30_000 } },
      delayedEventsSuites,
      { exploration: FEW },
    );
    const results: CheckResult[] = [];
    for (const check of checks) results.push(await run(check));
    await target.close();
    expect(results.filter(({ verdict }) => verdict === 'fail').map(({ id, message }) => `${id}: ${message}`)).toEqual(
      [],
    );
    const warned = results.some(({ warnings }) => warnings.some(({ requirement }) => requirement === 'DE-TIME-3'));
    expect(warned).toBe(ms > 30_000);
  });
});
