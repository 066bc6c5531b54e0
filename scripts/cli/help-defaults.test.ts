import { tmpdir } from 'node:os';

import { Command, type Option } from 'commander';
import { expect, test } from 'vitest';

import { RUN_BOUNDS } from '../../suites/kit/targets/run-bounds.js';
import { REAL_TIME_SETTINGS } from '../../suites/kit/targets/settings.js';
import { addCommands } from './commands.js';
import { configure } from './config/configuration.js';
import { DEFAULTS } from './config/settings.js';

const program = new Command().exitOverride().configureOutput({ writeOut: () => undefined });
addCommands(program);
// A command is defined when somebody asks for its help.
for (const name of program.commands.map((command) => command.name()).filter((each) => each !== 'help')) {
  await expect(program.parseAsync(['help', name], { from: 'user' })).rejects.toThrow('(outputHelp)');
}

interface Shown {
  readonly option: Option;
  /** The default that the help text shows of it. */
  readonly fallback: string;
}

/** Every default that any help text shows. */
const shown: (readonly [string, Shown])[] = program.commands.flatMap((command) => {
  const help = command.createHelp();
  return help.visibleOptions(command).flatMap((option) => {
    const fallback = /default: "?([^")]*)"?\)/.exec(help.optionDescription(option))?.[1];
    return fallback === undefined ? [] : [[`${command.name()} ${option.flags}`, { option, fallback }] as const];
  });
});

/** What holds where an option is not given. */
function inForce({ defaultValue, long }: Option): unknown {
  const setting = long?.slice(2) ?? '';
  return defaultValue ?? (DEFAULTS as Readonly<Record<string, unknown>>)[setting];
}

test('there are defaults to look at', () => {
  expect(shown.length).toBeGreaterThan(15);
});

test.each(shown)('%s: the default that its help shows is in force, and means itself when it is typed', (_, it) => {
  const { option, fallback } = it;
  const { parseArg } = option;
  expect(parseArg === undefined ? fallback : parseArg(fallback, undefined)).toEqual(inForce(option));
});

test('what is in force by default is what the suites take where nobody says anything', () => {
  const { plan } = configure({ flags: { target: 'http://hs.example' }, environment: {}, directory: tmpdir() });
  expect(plan).toMatchObject({ bounds: RUN_BOUNDS, maxWait: REAL_TIME_SETTINGS.maxWait });
  expect(plan.limitWait).toBe(REAL_TIME_SETTINGS.limitWait);
});
