import { type Command, Option } from 'commander';

import { revisionNames } from '../../../fixtures/requirements/catalogue.js';
import { isSecretHeader } from '../../../suites/kit/connection/secret-header.js';
import { UsageError } from '../usage-error.js';
import { DIALECT_SETTINGS, type DialectSettingName, dialectSettings, revisionsKnowing } from './dialect-settings.js';
import { variableOf } from './environment.js';
import type { Layer } from './layer.js';
import { pinMistake } from './pins.js';
import { readSetting } from './read-setting.js';
import { DEFAULTS, type SettingName, type Settings } from './settings.js';

/** How a setting is given on the command line. */
interface Flag {
  readonly setting: SettingName;
  /** As commander declares it. */
  readonly flags: string;
  readonly help: string;
}

/** The flags of the settings. What is secret has none: everybody on the machine may read a command line. */
const FLAGS: readonly Flag[] = [
  { setting: 'target', flags: '--target <url>', help: 'the homeserver to judge; without it, the embedded reference' },
  {
    setting: 'revision',
    flags: '--revision <name>',
    help: `${revisionNames.join(' or ')}; may be given several times; unset, what the server speaks`,
  },
  { setting: 'only', flags: '--only <id>', help: 'an area, a requirement or a check; may be given several times' },
  {
    setting: 'suite',
    flags: '--suite <name>',
    help: 'scenarios, properties (made-up stories) or both; over a URL scenarios unless asked',
  },
  {
    setting: 'report',
    flags: '--report <file>',
    help: 'write the report, as JSON, to a file',
  },
  { setting: 'html', flags: '--html <file>', help: 'write the report as a page for browsers' },
  { setting: 'junit', flags: '--junit <file>', help: 'write JUnit XML to a file' },
  { setting: 'markdown', flags: '--markdown <file>', help: 'write Markdown to a file, such as $GITHUB_STEP_SUMMARY' },
  { setting: 'badge', flags: '--badge <file>', help: 'write a badge, as an endpoint of shields.io' },
  {
    setting: 'scripts',
    flags: '--scripts <folder>',
    help: 'write a shell script for each finding, which shows it again',
  },
  {
    setting: 'annotations',
    flags: '--annotations <kind>',
    help: 'github or none; without it, in jobs of GitHub Actions',
  },
  { setting: 'max-wait', flags: '--max-wait <seconds>', help: 'the longest that a single check may wait' },
  {
    setting: 'limit-wait',
    flags: '--limit-wait <seconds>',
    help: 'the longest that a request waits for rate limits',
  },
  {
    setting: 'max-duration',
    flags: '--max-duration <seconds>',
    help: 'the longest that a run over a URL takes',
  },
  { setting: 'clean-up', flags: '--clean-up <seconds>', help: 'the longest that cleaning up takes' },
  { setting: 'silence', flags: '--silence <seconds>', help: 'the silence that proves that nothing comes' },
  { setting: 'pin-lateness', flags: '--pin-lateness <ms>', help: 'make it a failure to send an event later than this' },
  { setting: 'concurrency', flags: '--concurrency <number>', help: 'how many requests at the same time' },
  {
    setting: 'max-inconclusive',
    flags: '--max-inconclusive <limit>',
    help: 'how many checks may be unable to tell, such as 3 or 5%',
  },
  {
    setting: 'accounts',
    flags: '--accounts <source>',
    help: 'the one way to accounts: tokens, dummy, registration-token, shared-secret, password, guest',
  },
  { setting: 'tokens-file', flags: '--tokens-file <file>', help: 'a file with access tokens, one a line' },
  {
    setting: 'registration-token-file',
    flags: '--registration-token-file <file>',
    help: 'a file with a registration token',
  },
  {
    setting: 'shared-secret-file',
    flags: '--shared-secret-file <file>',
    help: "a file with Synapse's registration_shared_secret",
  },
  {
    setting: 'credentials-file',
    flags: '--credentials-file <file>',
    help: 'a YAML file with users and passwords to log in with',
  },
  {
    setting: 'as-token-file',
    flags: '--as-token-file <file>',
    help: 'a file with the access token of an application service of the server',
  },
  {
    setting: 'admin-token-file',
    flags: '--admin-token-file <file>',
    help: "a file with an administrator's access token, to lift Synapse's rate limits for the run",
  },
  {
    setting: 'headers',
    flags: "--header <'Name: value'>",
    help: 'a header for every request; may be given several times',
  },
  { setting: 'ca', flags: '--ca <file>', help: 'certificate authorities to trust beside the usual ones (PEM)' },
  ...DIALECT_SETTINGS.map(dialectFlag),
  {
    setting: 'pins',
    flags: '--pin <question=reading>',
    help: 'make an open question a requirement; may be given several times',
  },
  { setting: 'pin-set', flags: '--pin-set <name>', help: 'pin many at once: reference-defaults or settled-later' },
  { setting: 'seed', flags: '--seed <number>', help: 'where chance begins in made-up situations' },
  { setting: 'runs', flags: '--runs <number>', help: 'how many situations each check makes up' },
  { setting: 'time-budget', flags: '--time-budget <seconds>', help: 'how long each check makes up situations' },
  { setting: 'replay', flags: '--replay <path>', help: 'the one situation to try, as a failure names it' },
  {
    setting: 'restart-command',
    flags: '--restart-command <command>',
    help: 'restarts the server at the end, to see what survives (Q-RESTART)',
  },
  { setting: 'baseline', flags: '--baseline <file>', help: 'the failures that are expected' },
  { setting: 'keep', flags: '--keep', help: 'leave accounts, rooms and scheduled events behind' },
];

function dialectFlag(setting: DialectSettingName): Flag {
  const { placeholder, help } = dialectSettings[setting];
  return { setting, flags: `--${setting} <${placeholder}>`, help: `${help} (${revisionsKnowing(setting).join(', ')})` };
}

/** Adds the flags of some settings, all of them unless said otherwise, to a command. */
export function addSettingFlags(command: Command, settings?: readonly SettingName[]): Command {
  for (const { setting, flags, help } of FLAGS) {
    if (settings !== undefined && !settings.includes(setting)) continue;
    const option = new Option(flags, `${help}${fallbackInWords(setting)}`);
    const name = nameOf(flags);
    // Read at once, so that the sentence on a mistake names the flag; several of one flag add up.
    if (setting !== 'keep') {
      option.argParser((text: string, earlier: unknown) => addUp(earlier, readFlag(setting, text, name)));
    }
    command.addOption(option);
  }
  return command;
}

/** The flag of a setting, such as `--max-wait`; what is secret has none. */
export function flagFor(setting: SettingName): string | undefined {
  const flag = FLAGS.find((each) => each.setting === setting);
  return flag && nameOf(flag.flags);
}

/** What holds where a number is not given, as commander would show it, and as it could be typed. */
function fallbackInWords(setting: SettingName): string {
  const fallback = (DEFAULTS as Settings)[setting];
  return typeof fallback === 'number' || setting === 'max-inconclusive' ? ` (default: ${String(fallback)})` : '';
}

/** The settings among what commander has read. */
export function flagsLayer(options: Readonly<Record<string, unknown>>): Layer {
  const given = FLAGS.filter(({ flags }) => options[camelCase(nameOf(flags))] !== undefined);
  const names = new Map(given.map(({ setting, flags }) => [setting, nameOf(flags)]));
  const values = Object.fromEntries(given.map(({ setting, flags }) => [setting, options[camelCase(nameOf(flags))]]));
  return { values: values as Settings, origin: (name) => names.get(name) ?? '' };
}

function readFlag(setting: SettingName, text: string, name: string): unknown {
  const value = readSetting(setting, text, setting === 'headers' ? name : `${name} ${text}`);
  if (setting === 'headers') {
    const secret = Object.keys(value as object).find(isSecretHeader);
    if (secret !== undefined) {
      throw new UsageError(
        `${name} ${secret}: what this header holds looks like a secret, and others can read command lines. ` +
          `Put it into ${variableOf('headers')}, or under headers in the configuration file.`,
      );
    }
  }
  for (const [question, reading] of setting === 'pins' ? Object.entries(value as Record<string, string>) : []) {
    const mistake = pinMistake(question, reading);
    if (mistake !== undefined) throw new UsageError(`${name} ${text}: ${mistake.what}. ${mistake.mend}`);
  }
  return value;
}

function addUp(earlier: unknown, value: unknown): unknown {
  if (Array.isArray(earlier) && Array.isArray(value)) return [...earlier, ...value];
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...(earlier as object), ...value };
  return value;
}

/** The flag itself, such as `--max-wait`. */
function nameOf(flags: string): string {
  return flags.split(' ', 1)[0] ?? flags;
}

/** What commander calls an option, such as `maxWait`. */
function camelCase(flag: string): string {
  return flag.replace(/^--/, '').replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
