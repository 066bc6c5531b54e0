import { expect, test } from 'vitest';

import { type FaultRow, TOGETHER } from '../../report/kill-matrix.js';
import { toleratedIn } from './shortcomings.js';

/** A matrix of so many faults that are told rightly, and so many that are not. */
function matrix(right: number, wrong: number): { readonly faults: FaultRow[] } {
  const rows = (count: number, verdict: string): FaultRow[] =>
    Array.from(
      { length: count },
      (_, at) => ({ fault: `${verdict}-${at}`, attribution: { [TOGETHER]: verdict } }) as unknown as FaultRow,
    );
  return { faults: [...rows(right, 'right'), ...rows(wrong, 'wrong'), ...rows(3, 'unseen')] };
}

test.each([
  [19, 1, 0.95, 1],
  [18, 2, 0.95, 0],
  [20, 1, 1, 0],
  [20, 0, 1, 0],
])('of %i faults told rightly and %i not, where %d has to be, %i are tolerated', (right, wrong, least, tolerated) => {
  expect(toleratedIn(matrix(right, wrong), least)).toHaveLength(tolerated);
});
