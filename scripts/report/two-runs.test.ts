import { expect, test } from 'vitest';

import { prepareRun } from '../../suites/prepare-run.js';
import { runPlanSchema } from '../../suites/kit/targets/run-plan.js';
import { revisionCalled } from '../../suites/revisions.js';
import { buildReport } from './build-report.js';
import type { Report } from './document/report-schema.js';
import { validate } from './published-schema.testkit.js';

/** Runs some checks and makes a report with all evidence. */
async function reported(): Promise<Report> {
  const plan = runPlanSchema.parse({
    target: 'embedded',
    only: ['tokens', 'state', 'DE-ACT-7', 'DE-LIST-1'],
    sort: 'scenarios',
    evidence: 'all',
  });
  const prepared = await prepareRun(plan);
  const results = await Promise.all(prepared.checks.map((check) => prepared.run(check)));
  const ending = await prepared.close();
  return buildReport({
    target: { name: 'embedded' },
    only: plan.only,
    suite: 'scenarios',
    startedAt: new Date(),
    durationMs: 1,
    ending,
    revisions: ['futures', 'delayed-events'].map((name) => ({
      revision: revisionCalled(name),
      results: results.filter(({ revision }) => revision === name),
    })),
  });
}

/** A document without the times that stand in it, which are the only thing that may differ. */
function timeless(report: Report): string {
  return JSON.stringify(report, (name, value: unknown) =>
    /^(startedAt|durationMs)$/.test(name) ? 0 : value,
  ).replaceAll(/\\"(\w*(?:_ts|since|age|expires_at|delay_left))\\":\d+/g, String.raw`\"$1\":0`);
}

test('the same run twice differs in nothing but times, and fits the published schema', async () => {
  const [one, other] = [await reported(), await reported()];
  expect(one.revisions.flatMap(({ checks }) => checks).flatMap(({ evidence }) => evidence).length).toBeGreaterThan(500);
  const [first, second] = [one, other].map((report) => timeless(report).split(/(?=\{"kind")/));
  expect(first).toEqual(second);
  // And what a real run of both revisions writes down is what the published schema says.
  for (const report of [one, other]) expect(validate(JSON.parse(JSON.stringify(report))) || validate.errors).toBe(true);
}, 60_000);
