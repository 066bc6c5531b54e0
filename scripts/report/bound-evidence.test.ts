import { expect, test } from 'vitest';

import { boundEvidence } from './bound-evidence.js';
import { madeUpResult } from './results.testkit.js';

test('where there is too much to keep, the best examples of what is wrong keep their evidence', () => {
  const checks = ['a', 'b', 'c'].map((id) =>
    madeUpResult({ id, evidence: [{ kind: 'note', at: 0, text: id.repeat(100) }] }),
  );
  const finding = { requirement: 'TOKEN-1', level: 'fail', symptom: 'missing', alsoBroken: [], spoilt: [] } as const;
  const bound = boundEvidence(checks, [{ ...finding, witnesses: ['c', 'a'] }], 250);
  expect(bound.map(({ evidence }) => evidence[0]?.kind === 'note' && evidence[0].text.slice(0, 3))).toEqual([
    'aaa',
    'wha',
    'ccc',
  ]);
  expect(boundEvidence(checks, [])).toEqual(checks);
});
