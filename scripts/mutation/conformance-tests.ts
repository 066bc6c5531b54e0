import { describe, test } from 'vitest';

import { futuresSuites } from '../../suites/futures/index.js';
import type { Check } from '../../suites/kit/check.js';
import { selectChecks, type SuiteCheck } from '../../suites/kit/selection.js';
import { singleReadings } from '../faults/legitimate-variants.js';
import { ReferenceRun } from './reference-run.js';

// What Stryker runs on each mutant, one after the other, until one test fails. All that happens to the reference
// happens inside a test, the first look too, so that Stryker sees which tests a mutant can make a difference to.

const checks = selectChecks(futuresSuites.suites, []).filter(({ check }) => check.needs.restart !== true);
const isByChance = ({ check }: SuiteCheck): boolean => check.needs.byChance === true;

/** The quickest first: most mutants are caught by any check that comes across them. */
const scenarios = checks.filter((check) => !isByChance(check)).toReversed();

function register(name: string, run: ReferenceRun, registered: readonly SuiteCheck[]): void {
  describe(name, () => {
    for (const check of registered) test(check.check.id, () => run.judge(check));
  });
}

const reference = new ReferenceRun({}, checks.length);
test('preflight', () => reference.preflight());
register('as it comes', reference, scenarios);

// A reading that somebody pins is a requirement, so what the reference does under any other reading can be judged.
for (const { name, readings } of singleReadings()) {
  const asked = scenarios.filter(({ check }) => asksFor(check, readings));
  register(name, new ReferenceRun(readings, asked.length), asked);
}

register('by chance', reference, checks.filter(isByChance));

function asksFor({ requirements }: Check, readings: object): boolean {
  return requirements.some((id) => Object.hasOwn(readings, id));
}
