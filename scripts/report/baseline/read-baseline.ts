import { closeMatch } from '../../catalogue/close-match.js';
import { readYaml } from '../../cli/yaml/read-yaml.js';
import { type BaselineEntry, EXPECTED_IN_ENTRY, baselineSchema } from './baseline.js';

/**
 * Reads a baseline.
 *
 * @param file - its name, for messages
 * @param text - what is in it
 * @param known - the ids of the requirements, open questions and checks that it may name
 * @throws MalformedFile at the first mistake
 */
export function readBaseline(file: string, text: string, known: readonly string[]): readonly BaselineEntry[] {
  const expected = (path: readonly PropertyKey[]): string | undefined =>
    EXPECTED_IN_ENTRY[String(path.findLast((part) => typeof part === 'string') ?? 'expected-failures')];
  const { value, mistakeAt } = readYaml(file, text, baselineSchema, expected);
  const entries = value['expected-failures'];
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
