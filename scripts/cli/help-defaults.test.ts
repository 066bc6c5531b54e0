import { Command, type Option } from 'commander';
import { expect, test } from 'vitest';

import { addDoctorCommand } from './doctor.js';
import { addExplainCommand } from './explain.js';
import { addExploreCommand } from './explore.js';
import { addRequirementsCommand } from './requirements.js';
import { addRunCommand } from './run.js';
import { addServeCommand } from './serve.js';

const program = new Command();
addRunCommand(program);
addDoctorCommand(program);
addServeCommand(program);
addRequirementsCommand(program);
addExplainCommand(program);
addExploreCommand(program);

/** What stands in a help text as a default and could be typed: a number or a word. */
const shown: (readonly [string, Option])[] = program.commands.flatMap((command) =>
  command.options
    .filter(({ defaultValue }) => typeof defaultValue === 'number' || typeof defaultValue === 'string')
    .map((option) => [`${command.name()} ${option.flags}`, option] as const),
);

test('there are defaults to look at', () => {
  expect(shown.length).toBeGreaterThan(5);
});

test.each(shown)('%s: the default that its help shows means itself when it is typed', (_, option) => {
  const { defaultValue, parseArg } = option;
  const typed = String(defaultValue);
  expect(parseArg === undefined ? typed : parseArg(typed, undefined)).toEqual(defaultValue);
});
