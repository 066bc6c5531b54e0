import { Document, isCollection, isNode, isPair, isScalar } from 'yaml';

import { CONFIG_FILE } from './config-file.js';
import type { EffectiveSettings } from './layer.js';
import { maskedSetting } from './masked-settings.js';
import { SETTING_NAMES, type SettingName } from './settings.js';

/**
 * The configuration that is in force, as a configuration file with every secret masked, and beside every setting where
 * it comes from.
 */
export function printConfiguration(settings: EffectiveSettings): string {
  const set = SETTING_NAMES.filter((name) => settings[name] !== undefined);
  const document = new Document(
    Object.fromEntries(set.map((name) => [name, maskedSetting(name, settings[name]?.value)])),
  );
  if (!isCollection(document.contents)) return '';
  for (const pair of document.contents.items) {
    if (!isPair(pair) || !isScalar(pair.key) || !isNode(pair.value)) continue;
    const origin = settings[String(pair.key.value) as SettingName]?.origin ?? '';
    // What goes on over several lines has its origin above them, everything else on its own line.
    if (isCollection(pair.value)) pair.value.flow = pair.value.items.length === 0;
    if (isCollection(pair.value) && pair.value.items.length > 0) pair.value.commentBefore = ` ${origin}`;
    else pair.value.comment = ` ${origin}`;
  }
  document.commentBefore = ` The configuration in force, in the form of ${CONFIG_FILE}, and where each setting comes from.`;
  const unset = SETTING_NAMES.filter((name) => settings[name] === undefined);
  return `${String(document)}# not set: ${unset.join(', ')}\n`;
}
