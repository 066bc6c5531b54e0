import { DEED_KINDS, type Exercised } from '../../suites/futures/sequences/exercised.js';

/** Which kind of command followed right upon which, and how often: the first one down the side, the second along the top. */
export function pairTable(exercised: readonly Exercised[]): string {
  const width = Math.max(...DEED_KINDS.map((kind) => kind.length)) + 1;
  const row = (cells: readonly string[]): string => cells.map((cell) => cell.padStart(width)).join('');
  return [
    row(['then', ...DEED_KINDS]),
    ...DEED_KINDS.map((first) =>
      row([
        first,
        ...DEED_KINDS.map((second) =>
          String(exercised.reduce((sum, each) => sum + each.pairs(first, second), 0) || '.'),
        ),
      ]),
    ),
  ].join('\n');
}
