import { type Arbitrary, nat } from 'fast-check';

/** How finely the space between the shortest and the longest duration is divided. */
const STEPS = 4_000;

/**
 * Durations of every order of magnitude, in milliseconds: as many between a second and two as between an hour and two.
 * They shrink to the shortest.
 */
export function durationBetween(shortest: number, longest: number): Arbitrary<number> {
  const growth = Math.log(longest / shortest) / STEPS;
  return nat({ max: STEPS }).map((step) => Math.min(longest, Math.round(shortest * Math.exp(step * growth))));
}

/** A duration that a server can be asked for (Q-UNIT): where it counts seconds, the next whole one. */
export function askable(unit: 'ms' | 's', ms: number): number {
  return unit === 's' ? Math.ceil(ms / 1_000) * 1_000 : ms;
}

/** A duration for people to read. */
export function inUnits(ms: number): string {
  for (const [unit, length] of UNITS) if (ms >= length && ms % length === 0) return `${ms / length} ${unit}`;
  return `${ms} ms`;
}

const UNITS = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1_000],
] as const;
