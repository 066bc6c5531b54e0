import { expect, test } from 'vitest';

import { forms } from '../../suites/delayed-events/wire/forms.js';
import { wireFacts } from '../../suites/delayed-events/wire/wire-facts.js';
import type { RequirementReport } from './document/revision-schema.js';
import { wireStanding } from './wire-standing.js';

function requirement(id: string, verdict: RequirementReport['verdict']): RequirementReport {
  return { id, kind: 'explicit', area: 'scheduling', wording: '', source: '', verdict, checks: [] };
}

const requirements = [
  requirement('DE-SCHED-1', 'pass'),
  requirement('DE-SCHED-2', 'fail'),
  requirement('DE-LIM-7', 'not-applicable'),
  requirement('DE-ACT-8', 'not-applicable'),
];

test('what a form cannot express does not count against a server, and is told as what it needs', () => {
  const standing = wireStanding(wireFacts(forms.w4), requirements);
  expect(standing).toMatchObject({ expressible: 3, kept: 1, broken: ['DE-SCHED-2'], unjudged: ['DE-LIM-7'] });
  expect(standing.headline).toMatch(
    /^speaks W4 \(query parameter, Synapse 1\.161 and later\); conformant in 1 of the 3 requirements that this form can express; for the accepted revision it still needs: everything in one body, .*a remembered outcome.*; the accepted form of DE-.*; to mend DE-SCHED-2$/,
  );
});

test('a server that speaks the accepted revision and breaks nothing needs nothing', () => {
  const { headline } = wireStanding(wireFacts(forms.accepted), [requirement('DE-SCHED-1', 'pass')]);
  expect(headline).toBe(
    'speaks the accepted revision; conformant in 1 of the 1 requirements that this form can express',
  );
});

test('an older form has a name, and says how it schedules', () => {
  expect(wireFacts(forms.w0).words).toBe('W0 (query parameter, Synapse 1.116 to 1.142)');
  expect(wireFacts(forms['p-2026-06']).words).toBe('P-2026-06 (endpoint of its own, the text of June 2026)');
  expect(wireFacts(forms.july).words).toBe('the text of July 2026');
});
