import type { Settings } from './settings.js';

/** How many of a run's checks may be unable to tell before the whole run says nothing. */
export type Tolerance = { readonly count: number } | { readonly percent: number };

/** Reads the tolerance as it is set: a number of checks, or a percentage. */
export function toleranceFrom(setting: NonNullable<Settings['max-inconclusive']>): Tolerance {
  return typeof setting === 'number' ? { count: setting } : { percent: Number.parseFloat(setting) };
}

/** Whether so many checks of a run are more than are tolerated. */
export function isTooMany(inconclusive: number, checks: number, tolerance: Tolerance): boolean {
  return inconclusive > ('count' in tolerance ? tolerance.count : (tolerance.percent / 100) * checks);
}
