import { describe, expect, test } from 'vitest';

import { futuresFault } from '../../../fixtures/faults/futures/index.js';
import { hostileRun, undisturbedRun } from './hostile-run.js';
import { wrongVerdicts } from './wrong-verdicts.js';

// Real time, a network that does its worst, and checks that measure: whatever becomes of each, nothing wrong is said.
const ONLY = ['TOKEN-3', 'TOKEN-6', 'TIME-2', 'GROUP-2'];
const LIMIT_MS = 600_000;

describe.concurrent('behind a hostile proxy', () => {
  test('a conformant server is never failed', { timeout: LIMIT_MS }, async () => {
    const disturbed = await hostileRun(7, {}, ONLY);
    expect(wrongVerdicts(disturbed, await undisturbedRun({}, ONLY))).toEqual([]);
    expect(disturbed.length).toBeGreaterThan(10);
  });

  test('a faulty server is never passed', { timeout: LIMIT_MS }, async () => {
    const fault = futuresFault('refresh-keeps-the-old-deadline');
    const options = { futures: { rules: fault.rules } };
    const undisturbed = await undisturbedRun(options, ONLY);
    expect(undisturbed.some(({ verdict }) => verdict === 'fail')).toBe(true);
    expect(wrongVerdicts(await hostileRun(8, options, ONLY), undisturbed, fault)).toEqual([]);
  });
});
