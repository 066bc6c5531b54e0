import { isSecretHeader } from '../../../suites/kit/connection/secret-header.js';
import { OUTPUT_NAMES } from '../../report/outputs.js';
import { quoted } from '../../report/repro/shell-word.js';
import type { EffectiveSettings } from './layer.js';
import { SETTING_NAMES, type SettingName } from './settings.js';

/** What a command that shows one thing once more sets by itself, or does not need. */
const LEFT_OUT: ReadonlySet<SettingName> = new Set([
  'only',
  'suite',
  'seed',
  'replay',
  'runs',
  'time-budget',
  'revision',
  ...OUTPUT_NAMES,
  'scripts',
  'annotations',
  'max-inconclusive',
  'baseline',
]);

/**
 * The command that runs against the same target once more, with the flags that were given: what stands in the environment
 * or in the configuration file is there the next time, too.
 *
 * @param config - the configuration file, where a flag has named it
 */
export function commandAgain(settings: EffectiveSettings, config?: string): string {
  const flags = SETTING_NAMES.filter((name) => !LEFT_OUT.has(name)).flatMap((name) => {
    const { value, origin = '' } = settings[name] ?? {};
    const flag = /--[\w-]+/.exec(origin)?.[0];
    return flag === undefined
      ? []
      : valuesOf(name, value).map((text) => (text === '' ? flag : `${flag} ${quoted(text)}`));
  });
  return ['npx futures-conformance', ...flags, ...(config === undefined ? [] : [`--config ${quoted(config)}`])].join(
    ' ',
  );
}

/** What follows a flag, once for each time that it has to be given. */
function valuesOf(name: SettingName, value: unknown): string[] {
  if (value === true) return [''];
  if (Array.isArray(value)) return value.map(String);
  if (typeof value !== 'object' || value === null) return [String(value)];
  return Object.entries(value)
    .filter(([key]) => name !== 'headers' || !isSecretHeader(key))
    .map(([key, held]) => (name === 'headers' ? `${key}: ${String(held)}` : `${key}=${String(held)}`));
}
