import { isSecretHeader } from '../../../suites/kit/connection/secret-header.js';
import type { EffectiveSettings } from './layer.js';
import { SECRET_SETTINGS, SETTING_NAMES, type SettingName } from './settings.js';

const MASK = '***';

/** The settings that are in force, each with where it comes from, and every secret masked. */
export function maskedSettings(settings: EffectiveSettings): Record<string, { value: unknown; from: string }> {
  return Object.fromEntries(
    SETTING_NAMES.flatMap((name) => {
      const setting = settings[name];
      return setting === undefined ? [] : [[name, { value: maskedSetting(name, setting.value), from: setting.origin }]];
    }),
  );
}

/** The value of a setting as it may be shown. */
export function maskedSetting(name: SettingName, value: unknown): unknown {
  if (name === 'headers') {
    const headers = Object.entries(value as Record<string, string>);
    return Object.fromEntries(headers.map(([header, held]) => [header, isSecretHeader(header) ? MASK : held]));
  }
  if (!(SECRET_SETTINGS as readonly string[]).includes(name)) return value;
  if (name === 'credentials') return (value as { user: string }[]).map(({ user }) => ({ user, password: MASK }));
  return Array.isArray(value) ? value.map(() => MASK) : MASK;
}
