import type { Catalogue } from '../fixtures/requirements/catalogue.js';
import type { PinSet } from './kit/targets/pin-sets.js';

/** The readings of open questions that a run makes requirements, by question. */
export type Pins = Readonly<Record<string, string>>;

/**
 * The pins of a run that concern one revision: those of a named set, and before these every single one of a question and a
 * reading that it knows. Two revisions may ask under one id.
 *
 * @param catalogue - of the revision
 */
export function pinsFor(catalogue: Catalogue, pins: Pins, set?: PinSet): Pins {
  const own = Object.entries(pins).filter(([id, reading]) => isPinnable(catalogue, id, reading));
  return { ...(set === undefined ? {} : pinsOfSet(catalogue, set)), ...Object.fromEntries(own) };
}

/** Whether a revision has a question of that id that can be read so. */
export function isPinnable(catalogue: Catalogue, id: string, reading: string): boolean {
  const question = catalogue.question(id);
  if (question === undefined) return false;
  return question.others === true || question.readings.some(({ name }) => name === reading);
}

function pinsOfSet({ questions }: Catalogue, set: PinSet): Pins {
  return Object.fromEntries(
    questions.flatMap(({ id, readings, settledReading }) => {
      const standard = readings.find((reading) => reading.default === true)?.name;
      const reading = set === 'reference-defaults' ? standard : settledReading;
      return reading === undefined ? [] : [[id, reading]];
    }),
  );
}
