import { existsSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';

import { readYaml } from '../yaml/read-yaml.js';
import type { Layer } from './layer.js';
import { contradiction } from './layer.js';
import { pinMistake } from './pins.js';
import { readFile } from './read-file.js';
import { SETTING_FORMS } from './setting-forms.js';
import { FILE_SETTINGS, type SettingName, type Settings, settingsSchema } from './settings.js';

/** The configuration file that is found by itself, in the working directory. */
export const CONFIG_FILE = 'futures-conformance.config.yaml';

/**
 * The settings in the configuration file: the one that is named, or the one in the working directory where there is one.
 *
 * @param named - its name, and where it was named
 * @param directory - the working directory
 * @throws UsageError when a named file cannot be read, or there is a mistake in it
 */
export function configFileLayer(
  named: { readonly file: string; readonly by: string } | undefined,
  directory: string,
): Layer | undefined {
  const path = resolve(directory, named?.file ?? CONFIG_FILE);
  if (named === undefined && !existsSync(path)) return undefined;
  const shown = relative(directory, path).startsWith('..') ? path : relative(directory, path);
  const text = readFile(path, named?.by ?? CONFIG_FILE);
  return { values: settingsIn(text, shown, dirname(path)), origin: () => shown };
}

/**
 * Reads a configuration file.
 *
 * @param text - what is in it
 * @param file - its name, for messages
 * @param folder - where it lies: the files that it names are looked for from there
 */
export function settingsIn(text: string, file: string, folder: string): Settings {
  const expected = ([name]: readonly PropertyKey[]): string | undefined => SETTING_FORMS[name as SettingName]?.expected;
  const { value = {}, mistakeAt } = readYaml(file, text, settingsSchema.optional(), expected);
  const both = contradiction(value);
  if (both !== undefined) throw mistakeAt([both[1]], `it stands beside ${both[0]}`, `Give one of the two.`);
  for (const [question, reading] of Object.entries(value.pins ?? {})) {
    const mistake = pinMistake(question, reading);
    if (mistake !== undefined) throw mistakeAt(['pins', question], mistake.what, mistake.mend);
  }
  const files = FILE_SETTINGS.flatMap((name) => {
    const path = value[name];
    return path === undefined ? [] : [[name, resolve(folder, path)]];
  });
  return { ...value, ...Object.fromEntries(files) };
}
