import { describe, expect, test } from 'vitest';

import { catalogueOf } from '../../fixtures/requirements/catalogue.js';
import type { CheckResult } from '../kit/checks/check-result.js';
import { coverageGaps } from '../kit/checks/coverage.js';
import { embeddedTarget } from '../kit/targets/embedded-target.js';
import { mockTarget } from '../kit/targets/mock-target.js';
import { runCheck } from '../kit/checks/run-check.js';
import { selectChecks } from '../kit/checks/selection.js';
import { severityIn } from '../kit/checks/severity.js';
import type { Target } from '../kit/targets/stage.js';
import { futuresSuites } from './index.js';

const catalogue = catalogueOf('futures');
const LIMIT_MS = 600_000;

/** What cannot be judged where everything lives in memory. */
const BEYOND_MEMORY = ['Q-RESTART'];

async function runAll(target: Target): Promise<CheckResult[]> {
  const preflight = await futuresSuites.preflight(target, {});
  if (!preflight.implemented) throw new Error(preflight.reason);
  const { dialect } = preflight;
  const results: CheckResult[] = [];
  for (const { suite, check } of selectChecks(futuresSuites.suites, [])) {
    const options = { revision: 'futures', area: suite.area, dialect, severityOf: severityIn(catalogue) };
    results.push(await runCheck(check, target, options));
  }
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
      expect(exceptions(await runAll(embeddedTarget({ roomVersion: '12' })))).toEqual([
        expect.stringContaining('use-cases.restart not-applicable'),
      ]);
    },
  );

  test('pass through the msw mock', { timeout: LIMIT_MS }, async () => {
    expect(exceptions(await runAll(mockTarget()))).toEqual([
      expect.stringContaining('use-cases.restart not-applicable'),
    ]);
  });
});
