import { describe, expect, test } from 'vitest';

import { faultCalled } from '../../../fixtures/faults/faults-of.js';
import type { Suite } from '../../../suites/kit/checks/check.js';
import { doJob } from './do-job.js';
import { guardsIn } from './guards.js';
import { type KillMatrix, killMatrixSchema } from '../../report/kill-matrix.js';
import { matrixSummary } from './matrix-summary.js';
import { matrixTable } from './matrix-table.js';
import { faultRow } from './run-matrix.js';
import { shortcomingsIn, unguardedIn } from './shortcomings.js';

const { fault } = faultCalled('refresh-works-once');
const caught = { check: 'tokens.refresh-any-number-of-times', broken: 'TOKEN-4', message: 'TOKEN-4: refused' };
const stray = { check: 'listing.own-futures-only', broken: 'LIST-4', message: 'LIST-4: shown' };

function matrixOf(...failures: (typeof caught)[]): KillMatrix {
  const row = faultRow(fault, { scenarios: { ran: 3, failures, warnings: [], inconclusive: [] } });
  return {
    format: 'futures-conformance/kill-matrix',
    version: 1,
    revision: 'futures',
    suites: ['scenarios'],
    faults: [row],
    variants: [],
    guards: guardsIn([row], []),
    seconds: 1,
  };
}

describe('a matrix', () => {
  test('whose faults are caught for what they are has no shortcomings', () => {
    const matrix = matrixOf(caught);
    expect(shortcomingsIn(matrix)).toEqual([]);
    expect(matrixSummary(matrix)).toContain('1 of 1 faults caught (100 %), 1 attributed rightly (100 %)');
    expect(matrixTable(matrix)).toContain('TOKEN-4 by tokens.refresh-any-number-of-times');
    expect(killMatrixSchema.parse(JSON.parse(JSON.stringify(matrix)))).toEqual(matrix);
  });

  test('tells which faults are missed', () => {
    expect(shortcomingsIn(matrixOf())).toEqual([expect.stringContaining('refresh-works-once: no check fails')]);
  });

  test('takes a warning for a failure where nothing but advice is broken', () => {
    const found = { ran: 1, failures: [], warnings: [caught, stray], inconclusive: [] };
    expect(faultRow(fault, { scenarios: found }).attribution).toMatchObject({ scenarios: 'right' });
    const foreign = { ...found, warnings: [stray] };
    expect(faultRow(fault, { scenarios: foreign }).attribution).toMatchObject({ scenarios: 'missed' });
  });

  test('tells which checks report what a fault does not break', () => {
    const [told = ''] = shortcomingsIn(matrixOf(caught, stray));
    expect(told).toContain('listing.own-futures-only: LIST-4: shown');
    expect(told).not.toContain('refused');
  });

  test('tells what becomes of legitimate variants that fail', () => {
    const variant = {
      variant: 'Q-GONE=404',
      readings: { 'Q-GONE': '404' },
      settings: {},
      findings: { scenarios: { ran: 1, failures: [stray], inconclusive: [] } },
    };
    expect(shortcomingsIn({ ...matrixOf(caught), variants: [variant] })).toEqual([
      expect.stringContaining('Q-GONE=404 is legitimate'),
    ]);
  });

  test('lets checks of a legitimate variant be unsure where that may be late, and nowhere else', () => {
    const variant = {
      variant: 'Q-LATE=any',
      readings: { 'Q-LATE': 'any' },
      settings: {},
      findings: { scenarios: { ran: 1, failures: [], inconclusive: [stray] } },
    };
    const matrix = { ...matrixOf(caught), variants: [variant] };
    expect(shortcomingsIn(matrix, { mayBeLate: (readings) => readings['Q-LATE'] === 'any' })).toEqual([]);
    expect(shortcomingsIn(matrix, { mayBeLate: () => false })).toHaveLength(1);
    const failing = { ...variant, findings: { scenarios: { ran: 1, failures: [stray], inconclusive: [] } } };
    expect(shortcomingsIn({ ...matrix, variants: [failing] }, { mayBeLate: () => true })).toHaveLength(1);
  });
});

describe('a requirement', () => {
  const suite: Suite = {
    revision: 'futures',
    area: 'tokens',
    checks: [{ id: caught.check, title: '', requirements: ['TOKEN-3'], needs: {}, run: () => Promise.resolve() }],
  };

  test('is guarded by the faults that its own checks catch by it', () => {
    const { faults } = matrixOf(caught);
    expect(guardsIn(faults, [])).toEqual({ 'TOKEN-4': ['refresh-works-once'] });
    expect(guardsIn(faults, [suite])).toEqual({});
  });

  test('without a guard is told, unless there is a reason; and a reason without need is told, too', () => {
    const guards = { 'TOKEN-4': ['refresh-works-once'] };
    expect(unguardedIn({ guards }, ['TOKEN-4', 'TOKEN-5'], {})).toEqual([expect.stringContaining('TOKEN-5')]);
    expect(unguardedIn({ guards }, ['TOKEN-5'], { 'TOKEN-5': 'nobody can tell' })).toEqual([]);
    expect(unguardedIn({ guards }, ['TOKEN-4'], { 'TOKEN-4': 'nobody can tell' })).toEqual([
      expect.stringContaining('is guarded'),
    ]);
  });
});

test('a fault is caught by the checks that the search for differing checks has left to run', async () => {
  const homeserver = { name: 'group-ids-are-trimmed', fault: 'group-ids-are-trimmed' };
  const selections = await doJob({
    kind: 'find-differing-checks',
    revision: 'futures',
    suites: ['scenarios'],
    homeservers: [homeserver],
  });
  const selection = selections.get(homeserver.name);
  expect(selection?.checks.length).toBeGreaterThan(0);
  expect(selection?.checks.length).toBeLessThan(20);

  const findings = await doJob({
    kind: 'judge',
    revision: 'futures',
    suite: 'scenarios',
    homeserver,
    ...(selection === undefined ? {} : { selection }),
  });
  const row = faultRow(faultCalled(homeserver.fault).fault, { scenarios: findings });
  expect(row.attribution).toMatchObject({ scenarios: 'right', together: 'right' });
}, 120_000);
