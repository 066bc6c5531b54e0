import * as groupInputs from '../../suites/futures/properties/inputs-groups.checks.js';
import * as sentInputs from '../../suites/futures/properties/inputs-sent.checks.js';
import * as timeoutInputs from '../../suites/futures/properties/inputs-timeouts.checks.js';
import * as races from '../../suites/futures/properties/races.checks.js';
import * as sequences from '../../suites/futures/properties/sequences.checks.js';
import type { JudgingSuite } from './judging-suite.js';

/** The checks that make up their stories by chance. */
const PROPERTIES: ReadonlySet<string> = new Set(
  [groupInputs, sentInputs, timeoutInputs, races, sequences].flatMap((module) =>
    Object.values(module).flatMap((checks) => checks.map(({ id }) => id)),
  ),
);

/** The suites that faulty homeservers are judged by. */
export const JUDGING_SUITES: readonly JudgingSuite[] = [
  { name: 'scenarios', has: (check) => !PROPERTIES.has(check) },
  { name: 'properties', has: (check) => PROPERTIES.has(check) },
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
