import type { JudgingSuite } from './judging-suite.js';

/** The suites that faulty homeservers are judged by: what somebody wrote down, and what is made up by chance. */
export const JUDGING_SUITES: readonly JudgingSuite[] = [
  { name: 'scenarios', has: ({ needs }) => needs.byChance !== true },
  { name: 'properties', has: ({ needs }) => needs.byChance === true },
];

/**
 * The suite of a name.
 *
 * @throws RangeError when there is none
 */
export function judgingSuite(name: string): JudgingSuite {
  const suite = JUDGING_SUITES.find((known) => known.name === name);
  if (suite === undefined) throw new RangeError(`there is no suite called ${name}`);
  return suite;
}
