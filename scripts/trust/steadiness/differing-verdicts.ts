import type { CheckResult } from '../../../suites/kit/checks/check-result.js';

/** All of a result that has to be the same however busy the machine is. */
type Finding = Pick<CheckResult, 'id' | 'verdict' | 'broken' | 'observations'>;

/**
 * The checks that have found something else than before.
 *
 * @returns one sentence for each
 */
export function differingVerdicts(results: readonly Finding[], before: readonly Finding[]): string[] {
  const [now, then] = [results, before].map((each) => new Map(each.map((result) => [result.id, inWords(result)])));
  const ids = new Set([...(now?.keys() ?? []), ...(then?.keys() ?? [])]);
  return [...ids].flatMap((id) => {
    const [found, expected] = [now?.get(id) ?? 'not run', then?.get(id) ?? 'not run'];
    return found === expected ? [] : [`${id}: ${found}, and before it was ${expected}`];
  });
}

function inWords({ verdict, broken, observations }: Finding): string {
  const readings = observations.map(({ question, reading }) => `${question}=${reading}`).toSorted();
  return [verdict, ...(broken === undefined ? [] : [broken]), ...readings].join(' ');
}
