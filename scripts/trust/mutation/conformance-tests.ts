import { describe, test } from 'vitest';

import type { FuturesReadings } from '../../../fixtures/requirements/futures/index.js';
import { futuresSuites } from '../../../suites/futures/index.js';
import { selectChecks, type SuiteCheck } from '../../../suites/kit/checks/selection.js';
import { DEFAULT_REVISION } from '../../../suites/revisions.js';
import { judgedRevision } from '../faults/judged-revision.js';
import { singleVariants } from '../faults/legitimate-variants.js';
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

function registerReading(name: string, readings: Partial<FuturesReadings>, wanted: readonly string[]): void {
  const asked = selectChecks(futuresSuites.suites, wanted).filter((check) => !isByChance(check));
  register(name, new ReferenceRun(readings, asked.length), asked);
}

/** What has to hold under the other readings of a question just the same, and could break there: requirements, checks. */
const TOUCHED: Readonly<Record<string, readonly string[]>> = {
  'Q-ABSENT': ['SCHED-4'],
  'Q-CLIENT-GROUP': ['GROUP-5'],
  'Q-FORBIDDEN-GROUP': ['Q-ORPHAN'],
  'Q-FOREIGN-GROUP': ['Q-CLIENT-GROUP'],
  'Q-LEAVE': ['permission.staying-in-the-room'],
  'Q-LIST-GROUP': ['LIST-3'],
  'Q-NUMBER': ['SCHED-7'],
  'Q-STATE-TWICE': ['CASE-2', 'state.same-key-of-another-user'],
  'Q-TXN-AFTER': ['SCHED-9'],
  'Q-TXN-DIFF': ['SCHED-9'],
  'Q-UNIT': ['SCHED-11', 'LIST-3'],
};

/** Readings that make a difference to something else only where they come together, and what that is. */
const COMBINED: readonly (readonly [Partial<FuturesReadings>, readonly string[]])[] = [
  [{ 'Q-CANCEL': 'own', 'Q-ORPHAN': 'sendable' }, ['GROUP-8']],
  [{ 'Q-FOREIGN-GROUP': 'refused', 'Q-ROOMS': 'separate' }, ['Q-ROOMS']],
];

const reference = new ReferenceRun({}, checks.length);
test('preflight', () => reference.preflight());
register('as it comes', reference, scenarios);

// A reading that somebody pins is a requirement, so what the reference does under any other reading can be judged.
for (const { name, readings } of singleVariants(judgedRevision(DEFAULT_REVISION))) {
  const wanted = Object.keys(readings).flatMap((question) => [question, ...(TOUCHED[question] ?? [])]);
  registerReading(name, readings, wanted);
}
for (const [readings, wanted] of COMBINED) registerReading(JSON.stringify(readings), readings, wanted);

register('by chance', reference, checks.filter(isByChance));
