import { resolve } from 'node:path';

import { UsageError } from '../usage-error.js';
import { flagFor } from './flags.js';
import { contradiction, type Layer } from './layer.js';
import { pinMistake } from './pins.js';
import { SETTING_FORMS } from './setting-forms.js';
import { FILE_SETTINGS, type SettingName, type Settings, settingsSchema } from './settings.js';

/**
 * The settings that a program gives, by the names that they have in the configuration file. They count as if they were
 * given by their flags, so that a report can tell the command which runs the same once more.
 *
 * @param directory - where the files that it names lie
 * @throws UsageError when something is set that does not make sense
 */
export function givenLayer(given: Settings, directory: string): Layer {
  const read = settingsSchema.safeParse(given);
  if (!read.success) throw new UsageError(mistakeInWords(read.error.issues));
  const both = contradiction(read.data);
  if (both !== undefined) throw new UsageError(`The settings ${both.join(' and ')}: give one of the two.`);
  for (const [question, reading] of Object.entries(read.data.pins ?? {})) {
    const mistake = pinMistake(question, reading);
    if (mistake !== undefined) throw new UsageError(`The setting pins: ${mistake.what}. ${mistake.mend}`);
  }
  const files = FILE_SETTINGS.flatMap((name) => {
    const path = read.data[name];
    return path === undefined ? [] : [[name, resolve(directory, path)]];
  });
  const values = { ...read.data, ...Object.fromEntries(files) } as Settings;
  return { values, origin: (name) => flagFor(name) ?? `the setting ${name}` };
}

/** The first mistake as a sentence. */
function mistakeInWords(
  issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[],
): string {
  const [{ path: [name], message } = { path: [], message: 'they are none' }] = issues;
  if (name === undefined) return `The settings: ${message}.`;
  const expected = SETTING_FORMS[name as SettingName]?.expected;
  return `The setting ${String(name)} has to be ${expected ?? 'one that there is'}.`;
}
