import { catalogueOf } from '../../../fixtures/requirements/catalogue.js';
import { closeMatch } from '../../catalogue/close-match.js';
import type { Settings } from './settings.js';

/** What is wrong with a pin, and what to write instead. */
export interface PinMistake {
  readonly what: string;
  readonly mend: string;
}

/** Why a question cannot be pinned to a reading, where it cannot. */
export function pinMistake(id: string, pinned: string | number): PinMistake | undefined {
  const reading = String(pinned);
  const catalogue = catalogueOf('futures');
  const question = catalogue.question(id);
  if (question === undefined) {
    const ids = catalogue.questions.map((known) => known.id);
    const meant = closeMatch(id, ids);
    const mend = meant === undefined ? `There are ${ids.join(', ')}.` : `Did you mean ${meant}?`;
    return { what: `there is no open question called ${JSON.stringify(id)}`, mend };
  }
  const names = question.readings.map(({ name }) => name);
  if (names.includes(reading) || question.others === true) return undefined;
  const meant = closeMatch(reading, names);
  return {
    what: `${id} has no reading called ${JSON.stringify(reading)}`,
    mend: `It has ${names.join(', ')}.${meant === undefined ? '' : ` Did you mean ${meant}?`}`,
  };
}

/** The readings that a named set pins, by question. */
export function pinsOfSet(set: NonNullable<Settings['pin-set']>): Record<string, string> {
  return Object.fromEntries(
    catalogueOf('futures').questions.flatMap(({ id, readings, settledReading }) => {
      const standard = readings.find((reading) => reading.default === true)?.name;
      const reading = set === 'reference-defaults' ? standard : settledReading;
      return reading === undefined ? [] : [[id, reading]];
    }),
  );
}
