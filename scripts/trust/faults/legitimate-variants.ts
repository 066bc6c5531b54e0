import { coveringArray, type Factor } from './covering-array.js';
import type { JudgedRevision } from './judged-revision.js';

/** A homeserver that reads the open questions or is set up in its own way, and that no check may find fault with. */
export interface Variant {
  readonly name: string;
  readonly readings: Readonly<Record<string, string>>;
  readonly settings: Readonly<Record<string, string>>;
}

/** Every reading of every open question alone, and every choice of every setting, all else as in the reference. */
export function singleVariants(revision: JudgedRevision): Variant[] {
  const { questions } = revision.suites.catalogue;
  const isDefault = (id: string, level: string): boolean =>
    questions
      .find((question) => question.id === id)
      ?.readings.some((reading) => reading.name === level && reading.default === true) === true;
  const readings = questionsOf(revision).flatMap(({ name: id, levels }) =>
    levels
      .filter((level) => !isDefault(id, level))
      .map((level) => ({ name: `${id}=${level}`, readings: { [id]: level }, settings: {} })),
  );
  const settings = revision.faults.settings.flatMap(({ name, choices }) =>
    choices.slice(1).map((choice) => ({ name: `${name}=${choice}`, readings: {}, settings: { [name]: choice } })),
  );
  return [...readings, ...settings];
}

/** Few combinations in which every two readings of any two questions meet, and so do choices of settings. */
export function combinedVariants(revision: JudgedRevision): Variant[] {
  const { settings } = revision.faults;
  const isSetting = ([name]: readonly [string, string]): boolean => settings.some((setting) => setting.name === name);
  const factors = [
    ...questionsOf(revision),
    ...settings.map(({ name, choices }): Factor => ({ name, levels: choices })),
  ];
  return coveringArray(factors).map((row, index) => ({
    name: `combination ${index + 1}`,
    readings: Object.fromEntries(Object.entries(row).filter((entry) => !isSetting(entry))),
    settings: Object.fromEntries(Object.entries(row).filter(isSetting)),
  }));
}

function questionsOf({ suites, faults }: JudgedRevision): Factor[] {
  return suites.catalogue.questions
    .filter(({ id }) => !faults.fixedQuestions.includes(id))
    .map(({ id, readings }) => ({ name: id, levels: readings.map(({ name }) => name) }));
}
