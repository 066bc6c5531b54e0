import type { Exercised } from '../../suites/sequences/exercised.js';
import type { Terms } from '../../suites/sequences/terms.js';

/** Which kind of command followed right upon which, and how often: the first one down the side, the second along the top. */
export function pairTable(exercised: readonly Exercised<Terms>[]): string {
  const kinds = exercised[0]?.kinds ?? [];
  const width = Math.max(0, ...kinds.map((kind) => kind.length)) + 1;
  const row = (cells: readonly string[]): string => cells.map((cell) => cell.padStart(width)).join('');
  return [
    row(['then', ...kinds]),
    ...kinds.map((first) =>
      row([
        first,
        ...kinds.map((second) => String(exercised.reduce((sum, each) => sum + each.pairs(first, second), 0) || '.')),
      ]),
    ),
  ].join('\n');
}
