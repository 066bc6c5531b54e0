import {
  futuresDefaultReadings,
  futuresQuestions,
  type FuturesReadings,
} from '../../../fixtures/requirements/futures/index.js';
import { coveringArray } from './covering-array.js';

/** A homeserver that reads the open questions in its own way, and that no check may find fault with. */
export interface Variant {
  readonly name: string;
  readonly readings: Partial<FuturesReadings>;
}

/** Questions of which the reference, which lives in memory, can follow one reading only. */
const FIXED: ReadonlySet<string> = new Set(['Q-RESTART']);

const factors = futuresQuestions
  .filter(({ id }) => !FIXED.has(id))
  .map(({ id, readings }) => ({ name: id, levels: readings.map(({ name }) => name) }));

/** Every reading of every open question alone, the others read as the reference reads them. */
export function singleReadings(): Variant[] {
  const defaults: Readonly<Record<string, string>> = futuresDefaultReadings;
  return factors.flatMap(({ name: id, levels }) =>
    levels
      .filter((level) => level !== defaults[id])
      .map((level) => ({ name: `${id}=${level}`, readings: { [id]: level } as Partial<FuturesReadings> })),
  );
}

/** Few combinations in which every two readings of any two questions meet. */
export function combinedReadings(): Variant[] {
  return coveringArray(factors).map((row, index) => ({
    name: `combination ${index + 1}`,
    readings: row as Partial<FuturesReadings>,
  }));
}
