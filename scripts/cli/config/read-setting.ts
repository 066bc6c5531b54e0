import { UsageError } from '../usage-error.js';
import { SETTING_FORMS } from './setting-forms.js';
import { type SettingName, settingsSchema } from './settings.js';

/**
 * Reads a setting that was given as text.
 *
 * @param where - the flag or variable that gave it, for the sentence that says what is wrong
 * @throws UsageError when the text does not fit; the text itself is not repeated, since it may be a secret
 */
export function readSetting(name: SettingName, text: string, where: string): unknown {
  const { expected, read } = SETTING_FORMS[name];
  const outcome = settingsSchema.shape[name].safeParse(read(text));
  if (!outcome.success || outcome.data === undefined) throw new UsageError(`${where}: expected ${expected}.`);
  return outcome.data;
}
