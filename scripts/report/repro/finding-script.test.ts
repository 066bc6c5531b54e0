import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { faultCalled, faultsOf } from '../../../fixtures/faults/faults-of.js';
import type { HomeserverOptions } from '../../../reference/homeserver.js';
import { runPlanSchema } from '../../../suites/kit/targets/run-plan.js';
import { prepareRun } from '../../../suites/prepare-run.js';
import { revisionCalled } from '../../../suites/revisions.js';
import { buildReport } from '../build-report.js';
import { type FindingScript, findingScript } from './finding-script.js';
import { saidLast } from './in-virtual-time.testkit.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'finding-script-'));
});
afterAll(() => rm(folder, { recursive: true }));

function faultyOptions(id: string): HomeserverOptions {
  const { revision, fault } = faultCalled(id);
  return faultsOf(revision).options({ rules: fault.rules });
}

/** Judges a faulty homeserver by one check, and makes the script of what it finds. */
async function scriptFor(fault: string, revision: string, check: string): Promise<FindingScript> {
  const plan = runPlanSchema.parse({
    target: 'embedded',
    revisions: [revision],
    only: [check],
    sort: 'scenarios',
    embedded: { fault },
  });
  const prepared = await prepareRun(plan);
  const results = await Promise.all(prepared.checks.map((each) => prepared.run(each)));
  await prepared.close();
  const report = buildReport({
    target: { name: 'embedded' },
    only: plan.only,
    suite: 'both',
    startedAt: new Date(0),
    durationMs: 1,
    revisions: [{ revision: revisionCalled(revision), results }],
  });
  const [judged] = report.revisions;
  const [finding] = judged?.findings ?? [];
  if (judged === undefined || finding === undefined) throw new Error(`${check} does not catch ${fault}`);
  return findingScript(finding, judged);
}

describe('a script of a finding shows the fault where it is, and not where it is not', () => {
  test.each([
    ['cancel-token-sends', 'futures', 'tokens.cancel-only-timeout-future'],
    ['restart-does-nothing', 'delayed-events', 'actions.restart-again'],
    ['cancel-does-nothing', 'delayed-events', 'actions.cancel'],
    ['actions-need-no-access-token', 'delayed-events', 'actions.access-token-needed'],
    ['delayed-events-come-at-once', 'delayed-events', 'timing.long-delays'],
    ['delayed-transaction-ids-are-ignored', 'delayed-events', 'scheduling.repeated-message'],
  ])('%s, by %s %s', { timeout: 120_000 }, async (fault, revision, check) => {
    const made = await scriptFor(fault, revision, check);
    if (!('script' in made)) throw new Error(made.why);
    const file = join(folder, `${fault}.sh`);
    await writeFile(file, made.script);
    const faulty = await saidLast(file, folder, faultyOptions(fault));
    const healthy = await saidLast(file, folder, {});
    expect({ faulty, healthy }).toEqual({
      faulty: [1, 'The fault shows.'],
      healthy: [0, 'The fault does not show.'],
    });
  });
});
