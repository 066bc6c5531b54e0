import { describe, expect, test } from 'vitest';

import { type FaultRow, type KillMatrix, TOGETHER } from '../../report/kill-matrix.js';
import { isOutOfReach } from './out-of-reach.js';
import { shortcomingsIn } from './shortcomings.js';

/** A fault that is missed though so many checks of each suite can tell it from the reference. */
function missed(ran: Readonly<Record<string, number>>): FaultRow {
  const suites = Object.keys(ran);
  return {
    fault: 'some-fault',
    breaks: ['DE-ACT-6'],
    alsoBreaks: [],
    findings: Object.fromEntries(
      suites.map((suite) => [suite, { ran: ran[suite] ?? 0, failures: [], inconclusive: [] }]),
    ),
    attribution: Object.fromEntries([...suites, TOGETHER].map((suite) => [suite, 'missed'])),
  };
}

function matrix(row: FaultRow): KillMatrix {
  const suites = Object.keys(row.findings) as KillMatrix['suites'];
  return { suites, faults: [row], variants: [] as KillMatrix['variants'] } as KillMatrix;
}

test.each<readonly [string, Readonly<Record<string, number>>, boolean, number]>([
  ['no property can tell it', { properties: 0 }, true, 0],
  ['a property could have told it', { properties: 3 }, false, 1],
  ['no scenario can tell it', { scenarios: 0 }, true, 1],
  ['neither suite can tell it', { scenarios: 0, properties: 0 }, true, 1],
  ['a scenario could have told it', { scenarios: 2, properties: 0 }, false, 1],
])('a fault is missed, and %s', (_what, ran, isBeyond, shortcomings) => {
  const row = missed(ran);
  expect(isOutOfReach(row, TOGETHER)).toBe(isBeyond);
  expect(shortcomingsIn(matrix(row))).toHaveLength(shortcomings);
});

describe('what there is a written reason for', () => {
  const leftToScenarios = { 'some-fault': 'It is about words.' };

  test('made-up checks alone may miss', () => {
    expect(shortcomingsIn(matrix(missed({ properties: 3 })), { leftToScenarios })).toEqual([]);
  });

  test('scenarios have to find', () => {
    const row = missed({ scenarios: 2, properties: 3 });
    expect(shortcomingsIn(matrix(row), { leftToScenarios })).toEqual([expect.stringContaining('no check fails')]);
  });

  test('has none any more once made-up checks find it', () => {
    const row = missed({ properties: 3 });
    const found: FaultRow = { ...row, attribution: { properties: 'right', [TOGETHER]: 'right' } };
    expect(shortcomingsIn(matrix(found), { leftToScenarios })).toEqual([expect.stringContaining('It is about words.')]);
  });
});
