import { describe, expect, test } from 'vitest';

import { catalogueOf } from '../../fixtures/requirements/catalogue.js';
import type { CheckResult } from '../kit/checks/check-result.js';
import { coverageGaps } from '../kit/checks/coverage.js';
import { embeddedTarget } from '../kit/targets/embedded-target.js';
import { mockTarget } from '../kit/targets/mock-target.js';
import { type ChecksWanted, requireChecks } from '../kit/checks/prepare-checks.js';
import type { Target } from '../kit/targets/stage.js';
import { futuresSuites } from './index.js';

const catalogue = catalogueOf('futures');
const LIMIT_MS = 600_000;

/** What cannot be judged where everything lives in memory. */
const BEYOND_MEMORY = ['Q-RESTART'];

/** How many a check makes up where a whole run has shown already that it passes: what is around it is another then. */
const FEW = { runs: 10 };

async function runAll(target: Target, wanted: ChecksWanted = {}): Promise<CheckResult[]> {
  const { checks, run } = await requireChecks(target, futuresSuites, wanted);
  const results: CheckResult[] = [];
  for (const check of checks) results.push(await run(check));
  await target.close();
  return results;
}

function exceptions(results: readonly CheckResult[]): string[] {
  return results
    .filter(({ verdict }) => verdict !== 'pass' && verdict !== 'observation')
    .map(({ id, verdict, message }) => `${id} ${verdict}: ${message}`);
}

test('checks and catalogue leave no gaps between them', () => {
  expect(coverageGaps(catalogue, futuresSuites.suites)).toEqual([]);
});

describe('the suites on the reference homeserver', () => {
  test('pass in process, and judge every requirement and every open question', { timeout: LIMIT_MS }, async () => {
    const results = await runAll(embeddedTarget());
    expect(exceptions(results)).toEqual([expect.stringContaining('use-cases.restart not-applicable')]);
    const judged = new Set(results.flatMap((result) => result.judged));
    const ids = [...catalogue.requirements, ...catalogue.questions].map(({ id }) => id);
    expect(ids.filter((id) => !judged.has(id))).toEqual(BEYOND_MEMORY);
  });

  test(
    'pass where rooms have version 12, whose creators nobody can take power from',
    { timeout: LIMIT_MS },
    async () => {
      expect(exceptions(await runAll(embeddedTarget({ roomVersion: '12' }), { exploration: FEW }))).toEqual([
        expect.stringContaining('use-cases.restart not-applicable'),
      ]);
    },
  );

  test('pass all scenarios through the msw mock', { timeout: LIMIT_MS }, async () => {
    expect(exceptions(await runAll(mockTarget(), { sort: 'scenarios' }))).toEqual([
      expect.stringContaining('use-cases.restart not-applicable'),
    ]);
  });
});
