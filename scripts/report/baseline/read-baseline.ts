import type { Catalogue } from '../../../fixtures/requirements/catalogue.js';
import { closeMatch } from '../../catalogue/close-match.js';
import { readYaml } from '../../cli/yaml/read-yaml.js';
import { type BaselineEntry, EXPECTED_IN_ENTRY, baselineSchema } from './baseline.js';

/**
 * Reads a baseline.
 *
 * @param file - its name, for messages
 * @param text - what is in it
 * @param catalogue - the requirements and open questions that it may name
 * @param checks - the ids of the checks that it may name
 * @throws MalformedFile at the first mistake
 */
export function readBaseline(
  file: string,
  text: string,
  catalogue: Catalogue,
  checks: readonly string[],
): readonly BaselineEntry[] {
  const expected = (path: readonly PropertyKey[]): string | undefined =>
    EXPECTED_IN_ENTRY[String(path.findLast((part) => typeof part === 'string') ?? 'expected-failures')];
  const { value, mistakeAt } = readYaml(file, text, baselineSchema, expected);
  const entries = value['expected-failures'];
  const known = [...catalogue.requirements, ...catalogue.questions].map(({ id }) => id).concat(checks);
  for (const [index, { id }] of entries.entries()) {
    const place = ['expected-failures', index, 'id'];
    if (!known.includes(id)) {
      const meant = closeMatch(id, known);
      const mend =
        meant === undefined ? '`futures-conformance requirements` lists them all.' : `Did you mean ${meant}?`;
      throw mistakeAt(place, `there is no check and no requirement called ${JSON.stringify(id)}`, mend);
    }
    if (entries.findIndex((other) => other.id === id) < index) {
      throw mistakeAt(place, `${id} is listed twice`, 'Make one entry of the two.');
    }
  }
  return entries;
}
