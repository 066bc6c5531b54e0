import { closeMatch } from '../../catalogue/close-match.js';
import { readYaml } from '../../cli/yaml/read-yaml.js';
import { type BaselineEntry, EXPECTED_IN_ENTRY, baselineSchema } from './baseline.js';

/**
 * Reads a baseline.
 *
 * @param file - its name, for messages
 * @param text - what is in it
 * @param known - the ids of the requirements, open questions and checks that it may name, by revision
 * @throws MalformedFile at the first mistake
 */
export function readBaseline(
  file: string,
  text: string,
  known: ReadonlyMap<string, readonly string[]>,
): readonly BaselineEntry[] {
  const expected = (path: readonly PropertyKey[]): string | undefined =>
    EXPECTED_IN_ENTRY[String(path.findLast((part) => typeof part === 'string') ?? 'expected-failures')];
  const { value, mistakeAt } = readYaml(file, text, baselineSchema, expected);
  const entries = value['expected-failures'];
  const mistakeIn = (index: number, field: string, what: string, mend: string): Error =>
    mistakeAt(['expected-failures', index, field], what, mend);
  for (const [index, { id, revision }] of entries.entries()) {
    const having = [...known].filter(([, ids]) => ids.includes(id)).map(([name]) => name);
    if (having.length === 0) {
      throw mistakeIn(
        index,
        'id',
        `there is no check and no requirement called ${JSON.stringify(id)}`,
        meant(id, known),
      );
    }
    if (revision !== undefined && !having.includes(revision)) {
      const names = having.join(' and ');
      throw mistakeIn(
        index,
        'revision',
        `${id} is none of the revision ${JSON.stringify(revision)}`,
        `It is of ${names}.`,
      );
    }
    const other = entries.slice(0, index).find((earlier) => earlier.id === id && overlap(earlier.revision, revision));
    if (other !== undefined) {
      const mend =
        other.revision === revision ? 'Make one entry of the two.' : 'Say in both which revision they are about.';
      throw mistakeIn(index, 'id', `${id} is listed twice`, mend);
    }
  }
  return entries;
}

/** Whether two entries of one id are about the same revision, by what they say of that. */
function overlap(one: string | undefined, other: string | undefined): boolean {
  return one === undefined || other === undefined || one === other;
}

function meant(id: string, known: ReadonlyMap<string, readonly string[]>): string {
  const match = closeMatch(id, [...known.values()].flat());
  return match === undefined ? '`futures-conformance requirements` lists them all.' : `Did you mean ${match}?`;
}
