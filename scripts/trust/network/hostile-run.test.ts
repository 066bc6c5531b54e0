import { describe, expect, test } from 'vitest';

import { faultCalled } from '../../../fixtures/faults/faults-of.js';
import { judgedRevision } from '../faults/judged-revision.js';
import { hostileRun, undisturbedRun } from './hostile-run.js';
import { wrongVerdicts } from './wrong-verdicts.js';

// Real time, a network that does its worst, and checks that measure: whatever becomes of each, nothing wrong is said.
const ONLY = ['TOKEN-3', 'TOKEN-6', 'TIME-2', 'GROUP-2'];
const LIMIT_MS = 600_000;
const { suites, faults } = judgedRevision('futures');

describe.concurrent('behind a hostile proxy', () => {
  test('a conformant server is never failed', { timeout: LIMIT_MS }, async () => {
    const disturbed = await hostileRun(suites, 7, {}, ONLY);
    expect(wrongVerdicts(disturbed, await undisturbedRun(suites, {}, ONLY))).toEqual([]);
    expect(disturbed.length).toBeGreaterThan(10);
  });

  test('a faulty server is never passed', { timeout: LIMIT_MS }, async () => {
    const { fault } = faultCalled('refresh-keeps-the-old-deadline');
    const options = faults.options({ rules: fault.rules });
    const undisturbed = await undisturbedRun(suites, options, ONLY);
    expect(undisturbed.some(({ verdict }) => verdict === 'fail')).toBe(true);
    expect(wrongVerdicts(await hostileRun(suites, 8, options, ONLY), undisturbed, fault)).toEqual([]);
  });
});
