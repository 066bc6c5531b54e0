import { catalogueOf, type RevisionName } from '../../fixtures/requirements/catalogue.js';
import { UsageError } from './usage-error.js';

/** A reading as somebody asks for it: the question's id, and the reading's name. */
export type WantedReading = readonly [id: string, name: string];

/** Splits `Q-CANCEL=own` at its equals sign. */
export function wantedReading(text: string): WantedReading {
  const [id = '', name = ''] = text.split(/=(.*)/s);
  return [id, name];
}

/**
 * Finds out which revisions the readings are of. A question that several revisions have is read alike by all of them that
 * know the reading.
 *
 * @param revisions - those that are served
 * @returns the readings of each revision, by its name
 * @throws UsageError when no revision that is served has such a question or reading
 */
export function servedReadings(
  wanted: readonly WantedReading[],
  revisions: readonly RevisionName[],
): ReadonlyMap<RevisionName, Readonly<Record<string, string>>> {
  const served = new Map<RevisionName, Record<string, string>>(revisions.map((name) => [name, {}]));
  for (const [id, name] of wanted) {
    const asking = revisions.flatMap((revision) => {
      const question = catalogueOf(revision).question(id);
      return question === undefined ? [] : [{ revision, names: question.readings.map((reading) => reading.name) }];
    });
    if (asking.length === 0) {
      throw new UsageError(
        `There is no open question called "${id}"${inRevisions(revisions)}; \`futures-conformance requirements\` lists them.`,
      );
    }
    const reading = asking.filter(({ names }) => names.includes(name));
    if (reading.length === 0) {
      const known = [...new Set(asking.flatMap(({ names }) => names))];
      throw new UsageError(`${id} has no reading called "${name}"; it has ${known.join(', ')}.`);
    }
    for (const { revision } of reading) served.set(revision, { ...served.get(revision), [id]: name });
  }
  return served;
}

function inRevisions(revisions: readonly RevisionName[]): string {
  return revisions.length === 1 ? ` in the revision ${revisions.join()}` : '';
}
