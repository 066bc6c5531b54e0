import { coveringArray, type Factor } from './covering-array.js';
import type { JudgedRevision } from './judged-revision.js';

/** A homeserver that reads the open questions in its own way, and that no check may find fault with. */
export interface Variant {
  readonly name: string;
  readonly readings: Readonly<Record<string, string>>;
}

/** Every reading of every open question alone, the others read as the reference reads them. */
export function singleReadings(revision: JudgedRevision): Variant[] {
  const { questions } = revision.suites.catalogue;
  const isDefault = (id: string, level: string): boolean =>
    questions
      .find((question) => question.id === id)
      ?.readings.some((reading) => reading.name === level && reading.default === true) === true;
  return factorsOf(revision).flatMap(({ name: id, levels }) =>
    levels
      .filter((level) => !isDefault(id, level))
      .map((level) => ({ name: `${id}=${level}`, readings: { [id]: level } })),
  );
}

/** Few combinations in which every two readings of any two questions meet. */
export function combinedReadings(revision: JudgedRevision): Variant[] {
  return coveringArray(factorsOf(revision)).map((readings, index) => ({
    name: `combination ${index + 1}`,
    readings,
  }));
}

function factorsOf({ suites, faults }: JudgedRevision): Factor[] {
  return suites.catalogue.questions
    .filter(({ id }) => !faults.fixedQuestions.includes(id))
    .map(({ id, readings }) => ({ name: id, levels: readings.map(({ name }) => name) }));
}
