import { catalogueOf, type RevisionName, revisionNames } from '../../../fixtures/requirements/catalogue.js';
import { closeMatch } from '../../catalogue/close-match.js';
import { UsageError } from '../usage-error.js';
import type { Settings } from './settings.js';

/** What is wrong with a pin, and what to write instead. */
export interface PinMistake {
  readonly what: string;
  readonly mend: string;
}

/**
 * Why a question cannot be pinned to a reading, where it cannot.
 *
 * @param revisions - those whose questions may be pinned; until it is clear which one is judged, all of them
 */
export function pinMistake(
  id: string,
  pinned: string | number,
  revisions: readonly RevisionName[] = revisionNames,
): PinMistake | undefined {
  const reading = String(pinned);
  const questions = revisions.flatMap((revision) => catalogueOf(revision).questions);
  const asked = questions.filter((question) => question.id === id);
  if (asked.length === 0) {
    const ids = questions.map((known) => known.id);
    const meant = closeMatch(id, ids);
    const mend = meant === undefined ? `There are ${ids.join(', ')}.` : `Did you mean ${meant}?`;
    const where = revisions.length === 1 ? ` in ${revisions.join()}` : '';
    return { what: `there is no open question called ${JSON.stringify(id)}${where}`, mend };
  }
  const names = [...new Set(asked.flatMap(({ readings }) => readings.map(({ name }) => name)))];
  if (names.includes(reading) || asked.some(({ others }) => others === true)) return undefined;
  const meant = closeMatch(reading, names);
  return {
    what: `${id} has no reading called ${JSON.stringify(reading)}`,
    mend: `It has ${names.join(', ')}.${meant === undefined ? '' : ` Did you mean ${meant}?`}`,
  };
}

/**
 * Makes sure that what is pinned are questions of the revision that is judged.
 *
 * @param origin - where they were pinned
 * @throws UsageError when one is not
 */
export function requirePinnable(revision: RevisionName, pins: Readonly<Record<string, string>>, origin: string): void {
  for (const [id, reading] of Object.entries(pins)) {
    const mistake = pinMistake(id, reading, [revision]);
    if (mistake !== undefined) throw new UsageError(`${origin} ${id}: ${mistake.what}. ${mistake.mend}`);
  }
}

/** The readings of a revision's open questions that a named set pins, by question. */
export function pinsOfSet(revision: RevisionName, set: NonNullable<Settings['pin-set']>): Record<string, string> {
  return Object.fromEntries(
    catalogueOf(revision).questions.flatMap(({ id, readings, settledReading }) => {
      const standard = readings.find((reading) => reading.default === true)?.name;
      const reading = set === 'reference-defaults' ? standard : settledReading;
      return reading === undefined ? [] : [[id, reading]];
    }),
  );
}
