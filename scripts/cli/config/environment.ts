import { closeMatch } from '../../catalogue/close-match.js';
import { UsageError } from '../usage-error.js';
import type { Layer } from './layer.js';
import { readSetting } from './read-setting.js';
import { SETTING_NAMES, type SettingName } from './settings.js';

const PREFIX = 'FUTURES_CONFORMANCE_';

/** The environment variable that names the configuration file. */
export const CONFIG_VARIABLE = `${PREFIX}CONFIG`;

/** The environment variable of a setting, such as `FUTURES_CONFORMANCE_MAX_WAIT` for `max-wait`. */
export function variableOf(name: SettingName): string {
  return PREFIX + name.toUpperCase().replaceAll('-', '_');
}

/**
 * The settings in the environment. An empty variable counts as absent.
 *
 * @throws UsageError when a variable is not known, or its value does not fit
 */
export function environmentLayer(environment: Readonly<Record<string, string | undefined>>): Layer {
  // There is no text form for a list of users with passwords.
  const names = SETTING_NAMES.filter((name) => name !== 'credentials');
  const variables = new Map(names.map((name) => [variableOf(name), name]));
  const values: Record<string, unknown> = {};
  for (const [variable, value] of Object.entries(environment)) {
    if (!variable.startsWith(PREFIX) || variable === CONFIG_VARIABLE || value === undefined || value === '') continue;
    const name = variables.get(variable);
    if (name === undefined) {
      const meant = closeMatch(variable, [...variables.keys(), CONFIG_VARIABLE]);
      throw new UsageError(
        `There is no setting for the environment variable ${variable}${meant === undefined ? '.' : `; did you mean ${meant}?`}`,
      );
    }
    values[name] = readSetting(name, value, variable);
  }
  return { values, origin: variableOf };
}
