import { expect, test } from 'vitest';

import type { DelayedEventsRequirementId } from '../../../fixtures/requirements/delayed-events/index.js';
import { type FoundResult, findingsIn } from '../../blame/findings.js';
import type { Symptom } from '../../kit/checks/discrepancy.js';
import { FACETS } from './facets.js';

/** A check that has found a requirement to be broken. */
function failed(id: string, broken: DelayedEventsRequirementId, symptom: Symptom = 'missing'): FoundResult {
  return { id, requirements: [broken], verdict: 'fail', broken, violation: { symptom }, warnings: [], evidence: [] };
}

const DISTURBED = [failed('one', 'DE-ACT-13'), failed('two', 'DE-ACT-13')];

test('what does not come since actions stop it is no finding of its own', () => {
  const found = findingsIn([...DISTURBED, failed('three', 'DE-SEND-1'), failed('four', 'DE-SEND-4')], FACETS, []);
  expect(found).toMatchObject([{ requirement: 'DE-ACT-13', alsoBroken: ['DE-SEND-1', 'DE-SEND-4'] }]);
});

test('nor is it one where its timer was restarted before, or its sender had to be let back', () => {
  const found = findingsIn(
    [failed('one', 'DE-ACT-13'), failed('two', 'DE-ACT-7'), failed('three', 'DE-PERM-1')],
    FACETS,
    [],
  );
  expect(found).toMatchObject([{ requirement: 'DE-ACT-13', alsoBroken: ['DE-ACT-7', 'DE-PERM-1'] }]);
});

test.each([
  ['comes otherwise', failed('three', 'DE-SEND-1', 'different')],
  ['breaks something else', failed('three', 'DE-ACT-5')],
])('what %s is one', (_, other) => {
  expect(findingsIn([...DISTURBED, other], FACETS, [])).toHaveLength(2);
});
