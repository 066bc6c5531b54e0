import { isOfSort } from '../../../suites/kit/checks/selection.js';
import type { JudgingSuite } from './judging-suite.js';

/** The suites that faulty homeservers are judged by. */
export const JUDGING_SUITES: readonly JudgingSuite[] = (['scenarios', 'properties'] as const).map((name) => ({
  name,
  has: (check) => isOfSort(check, name),
}));

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
