import type { Catalogue } from '../../../fixtures/requirements/catalogue.js';
import type { Suite } from './check.js';

/**
 * Looks for gaps between a catalogue and the suites: checks that name ids nobody knows, ids used twice, and
 * requirements or open questions that no check verifies though no reason is written down.
 *
 * @returns one sentence for each gap; none when all is well
 */
export function coverageGaps(catalogue: Catalogue, suites: readonly Suite[]): string[] {
  const checks = suites.flatMap((suite) => suite.checks);
  const known = (id: string): boolean =>
    catalogue.requirement(id) !== undefined || catalogue.question(id) !== undefined;
  const named = new Set(checks.flatMap((check) => check.requirements));
  const ids = checks.map((check) => check.id);
  return [
    ...checks.flatMap(({ id, requirements }) =>
      requirements
        .filter((name) => !known(name))
        .map((name) => `the check ${id} names ${name}, which the catalogue does not know`),
    ),
    ...checks
      .filter(({ requirements }) => requirements.length === 0)
      .map(({ id }) => `the check ${id} names no requirement, so nothing can tell whether it has judged anything`),
    ...ids.filter((id, index) => ids.indexOf(id) !== index).map((id) => `two checks are called ${id}`),
    ...suites.flatMap(({ area, checks: list }) =>
      list
        .filter(({ id }) => !id.startsWith(`${area}.`))
        .map(({ id }) => `the check ${id} does not begin with its area, ${area}`),
    ),
    ...catalogue.requirements
      .filter(({ id, unverifiable }) => !named.has(id) && unverifiable === undefined)
      .map(({ id }) => `${id} has no check and no written reason why it cannot have one`),
    ...catalogue.questions
      .filter(({ id, unverifiable }) => !named.has(id) && unverifiable === undefined)
      .map(({ id }) => `the open question ${id} has no check and no written reason why it cannot have one`),
  ];
}
