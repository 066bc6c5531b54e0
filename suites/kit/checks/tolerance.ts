/** How many of a run's checks may be unable to tell before the whole run says nothing. */
export type Tolerance = { readonly count: number } | { readonly percent: number };

/** The tolerance of a run for which nobody has set one. */
export const USUAL_TOLERANCE: Tolerance = { percent: 5 };

/**
 * Reads a tolerance as a person writes it.
 *
 * @param written - a number of checks, or a percentage such as `2.5%`
 * @throws RangeError when it is neither
 */
export function toleranceFrom(written: number | string): Tolerance {
  if (typeof written === 'number') return { count: written };
  const percent = /^(\d+(?:\.\d+)?)%$/.exec(written)?.[1];
  if (percent === undefined) throw new RangeError(`${written} is neither a number of checks nor a percentage`);
  return { percent: Number(percent) };
}

/** Whether so many checks of a run are more than are tolerated. */
export function isTooMany(inconclusive: number, checks: number, tolerance: Tolerance): boolean {
  return inconclusive > ('count' in tolerance ? tolerance.count : (tolerance.percent / 100) * checks);
}
