import type { Answer } from '../../kit/connection/answer.js';
import { statedDurations } from './stated-durations.js';

const DAY_MS = 86_400_000;

/** A hundred years: whoever has a maximum (SCHED-11) has a smaller one. */
export const CENTURY_MS = 36_525 * DAY_MS;

/** The names of units that a duration can be told in, the longest first, with their length in milliseconds. */
const UNITS: readonly (readonly [name: string, ms: number])[] = [
  ['d', DAY_MS],
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1_000],
];

/**
 * What the answer to a timeout of a hundred years tells of the longest one, in words.
 *
 * A number without a unit may be of any; it is taken for the one that comes nearest to the week that the text suggests.
 */
export function maximumInWords(answer: Answer): string {
  if (answer.ok) return 'no maximum timeout';
  const stated = statedDurations(answer.string('error') ?? '').filter((ms) => ms < CENTURY_MS);
  const [likeliest] = stated.toSorted((a, b) => farFromAWeek(a) - farFromAWeek(b));
  return likeliest === undefined
    ? `a maximum timeout that is not told (${answer.status})`
    : `maximum timeout ${inUnits(likeliest)}`;
}

function farFromAWeek(ms: number): number {
  return Math.abs(Math.log(ms / (7 * DAY_MS)));
}

function inUnits(ms: number): string {
  const unit = UNITS.find(([, length]) => ms % length === 0);
  return unit === undefined ? `${ms} ms` : `${ms / unit[1]} ${unit[0]}`;
}
