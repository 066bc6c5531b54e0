import { revisionNames } from '../../../fixtures/requirements/catalogue.js';
import { mapped } from './dialect-settings.js';
import type { SettingName } from './settings.js';

/** How a setting is written where there is only text: on the command line and in the environment. */
export interface SettingForm {
  /** What its values look like, for the sentence that says what was expected. */
  readonly expected: string;
  /** From the text to what the settings' schema judges. */
  readonly read: (text: string) => unknown;
}

const words: SettingForm['read'] = (text) => text;
const number: SettingForm['read'] = (text) => (text.trim() === '' ? Number.NaN : Number(text));
const list: SettingForm['read'] = (text) => text.split(/[\s,]+/).filter((item) => item !== '');

const file = { expected: 'the name of a file', read: words };

/** The form of every setting. */
export const SETTING_FORMS: Readonly<Record<SettingName, SettingForm>> = {
  target: { expected: "the homeserver's URL, such as http://127.0.0.1:8008, or embedded", read: words },
  revision: {
    expected: `auto, or one or several of ${revisionNames.join(', ')}`,
    read: (text) => (text === 'auto' ? text : list(text)),
  },
  only: { expected: 'ids or areas, such as TOKEN-3 or timers', read: list },
  suite: { expected: 'scenarios, properties or both', read: words },
  report: file,
  html: file,
  junit: file,
  markdown: file,
  badge: file,
  scripts: { expected: 'the name of a folder', read: words },
  annotations: { expected: 'auto, github or none', read: words },
  'max-wait': { expected: 'a number of seconds above 0, such as 30', read: number },
  'limit-wait': { expected: 'a number of seconds above 0, such as 60', read: number },
  'max-duration': { expected: 'a number of seconds above 0, such as 1800', read: number },
  'clean-up': { expected: 'a number of seconds, such as 60', read: number },
  silence: { expected: 'a number of seconds, such as 5', read: number },
  'pin-lateness': { expected: 'a number of milliseconds, such as 200', read: number },
  concurrency: { expected: 'a whole number above 0, such as 16', read: number },
  'max-inconclusive': {
    expected: 'a number of checks, such as 3, or a percentage, such as 5%',
    read: (text) => (text.endsWith('%') ? text : number(text)),
  },
  accounts: {
    expected: 'one of auto, tokens, dummy, registration-token, shared-secret, password, guest',
    read: words,
  },
  tokens: { expected: 'a list of access tokens', read: list },
  'tokens-file': file,
  'registration-token': { expected: 'a registration token', read: words },
  'registration-token-file': file,
  'shared-secret': { expected: 'a shared secret', read: words },
  'shared-secret-file': file,
  credentials: { expected: 'a list of users, each with user and password', read: words },
  'credentials-file': file,
  'as-token': { expected: 'the access token of an application service', read: words },
  'as-token-file': file,
  'admin-token': { expected: 'the access token of an administrator', read: words },
  'admin-token-file': file,
  headers: { expected: 'headers, such as X-Purpose: conformance', read: pairs(/\n/, ':') },
  ca: file,
  ...mapped(({ expected, read = words }): SettingForm => ({ expected, read })),
  pins: { expected: 'a question and its reading, such as Q-CANCEL=own', read: pairs(/[\s,]+/, '=') },
  'pin-set': { expected: 'reference-defaults or settled-later', read: words },
  seed: { expected: 'a whole number', read: number },
  runs: { expected: 'a whole number above 0', read: number },
  'time-budget': { expected: 'a number of seconds above 0, such as 20', read: number },
  replay: { expected: 'a path, such as 3:0:2', read: words },
  'restart-command': { expected: 'a command, such as `systemctl restart my-homeserver`', read: words },
  baseline: file,
  keep: {
    expected: 'true or false',
    read: (text) => ({ true: true, '1': true, yes: true, false: false, '0': false, no: false })[text.toLowerCase()],
  },
};

/** Reads names with values, each name parted from its value by a sign. What has no such sign is no pair at all. */
function pairs(between: RegExp, sign: string): SettingForm['read'] {
  return (text) => {
    const items = text.split(between).filter((item) => item.trim() !== '');
    if (items.some((item) => item.indexOf(sign) < 1)) return undefined;
    return Object.fromEntries(
      items.map((item) => {
        const at = item.indexOf(sign);
        return [item.slice(0, at).trim(), item.slice(at + 1).trim()];
      }),
    );
  };
}
