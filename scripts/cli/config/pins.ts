import { catalogueOf, revisionNames } from '../../../fixtures/requirements/catalogue.js';
import { closeMatch } from '../../catalogue/close-match.js';

/** What is wrong with a pin, and what to write instead. */
export interface PinMistake {
  readonly what: string;
  readonly mend: string;
}

/**
 * Why a question, of whichever revision, cannot be pinned to a reading, where it cannot.
 */
export function pinMistake(id: string, pinned: string | number): PinMistake | undefined {
  const reading = String(pinned);
  const questions = revisionNames.flatMap((revision) => catalogueOf(revision).questions);
  const asked = questions.filter((question) => question.id === id);
  if (asked.length === 0) {
    const ids = questions.map((known) => known.id);
    const meant = closeMatch(id, ids);
    const mend = meant === undefined ? `There are ${ids.join(', ')}.` : `Did you mean ${meant}?`;
    return { what: `there is no open question called ${JSON.stringify(id)}`, mend };
  }
  const names = [...new Set(asked.flatMap(({ readings }) => readings.map(({ name }) => name)))];
  if (names.includes(reading) || asked.some(({ others }) => others === true)) return undefined;
  const meant = closeMatch(reading, names);
  return {
    what: `${id} has no reading called ${JSON.stringify(reading)}`,
    mend: `It has ${names.join(', ')}.${meant === undefined ? '' : ` Did you mean ${meant}?`}`,
  };
}
