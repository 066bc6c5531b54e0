import { expect, test } from 'vitest';

import { catalogueOf } from '../../fixtures/requirements/catalogue.js';
import { madeUpResult } from './results.testkit.js';
import type { CheckReport } from './document/check-schema.js';
import { requirementVerdicts } from './requirement-verdicts.js';

const catalogue = catalogueOf('futures');

function verdictOf(id: string, ...checks: readonly Partial<CheckReport>[]): string | undefined {
  const verdicts = requirementVerdicts(catalogue, checks.map(madeUpResult));
  return verdicts.find((requirement) => requirement.id === id)?.verdict;
}

const pass: Partial<CheckReport> = { verdict: 'pass' };
const fail: Partial<CheckReport> = { verdict: 'fail', broken: 'TOKEN-1' };
const inconclusive: Partial<CheckReport> = { verdict: 'inconclusive', judged: [] };
const inapplicable: Partial<CheckReport> = { verdict: 'not-applicable', judged: [] };

test.each<[string, Partial<CheckReport>[], string]>([
  ['kept where a check has judged it', [pass], 'pass'],
  ['broken where one of several has found it broken', [pass, fail, pass], 'fail'],
  ['open where the check could not tell', [inconclusive], 'inconclusive'],
  ['open where one could not tell and another does not apply', [inconclusive, inapplicable], 'inconclusive'],
  ['inapplicable where nothing applies', [inapplicable, inapplicable], 'not-applicable'],
  ['open where a check passed without judging it', [{ verdict: 'pass', judged: [] }], 'inconclusive'],
  ['open where a check failed over another one', [{ verdict: 'fail', broken: 'TOKEN-2' }], 'inconclusive'],
  ['open where a check judged it and could not tell in the end', [{ verdict: 'inconclusive' }], 'inconclusive'],
])('a requirement is %s', (_, checks, verdict) => {
  expect(verdictOf('TOKEN-1', ...checks)).toBe(verdict);
});

test('a requirement that a check only stands on is broken too when it is, and says which checks verify it', () => {
  const check = madeUpResult({ verdict: 'fail', broken: 'SCHED-1' });
  expect(requirementVerdicts(catalogue, [check])).toMatchObject([
    { id: 'SCHED-1', area: 'scheduling', verdict: 'fail', checks: [] },
    { id: 'TOKEN-1', area: 'tokens', verdict: 'inconclusive', checks: ['tokens.example'] },
  ]);
});

test('what no check names is left out, and open questions are no requirements', () => {
  const check = madeUpResult({ requirements: ['Q-UNIT'], judged: ['Q-UNIT'], verdict: 'observation' });
  expect(requirementVerdicts(catalogue, [check])).toEqual([]);
});
