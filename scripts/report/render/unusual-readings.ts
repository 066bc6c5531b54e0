import type { QuestionReport } from '../document/revision-schema.js';

/** A reading of an open question that the reference does not follow. */
export interface UnusualReading {
  readonly id: string;
  readonly reading: string;
  /** What it means; empty where the server has a reading of its own. */
  readonly meaning: string;
  readonly usual: string;
}

/** The readings that differ from the usual ones, question by question. */
export function unusualReadings(questions: readonly QuestionReport[]): UnusualReading[] {
  return questions.flatMap(({ id, usual, observed, meanings }) =>
    observed
      .filter((reading) => reading !== usual && usual !== undefined)
      .map((reading) => ({
        id,
        reading,
        meaning: Object.hasOwn(meanings, reading) ? (meanings[reading] ?? '') : '',
        usual: usual ?? '',
      })),
  );
}
