import { Command } from 'commander';
import { expect, test } from 'vitest';

import { UsageError } from '../usage-error.js';
import { addSettingFlags, flagsLayer } from './flags.js';
import type { Layer } from './layer.js';
import { SECRET_SETTINGS } from './settings.js';

function read(...flags: readonly string[]): Layer {
  const command = addSettingFlags(new Command())
    .exitOverride()
    .configureOutput({ writeErr: () => undefined });
  command.parse(flags, { from: 'user' });
  return flagsLayer(command.opts());
}

test('reads every kind of value, and adds up what is given several times', () => {
  const { values, origin } = read(
    ...['--target', 'http://hs.example', '--only', 'TOKEN-3', '--only', 'timers,TIME-1', '--max-wait', '2.5'],
    ...['--max-inconclusive', '3', '--header', 'X-A: 1', '--header', 'X-B: 2', '--pin', 'Q-CANCEL=own', '--keep'],
    ...['--token-method', 'put'],
  );
  expect(values).toEqual({
    target: 'http://hs.example',
    only: ['TOKEN-3', 'timers', 'TIME-1'],
    'max-wait': 2.5,
    'max-inconclusive': 3,
    headers: { 'X-A': '1', 'X-B': '2' },
    pins: { 'Q-CANCEL': 'own' },
    keep: true,
    'token-method': 'PUT',
  });
  expect(origin('headers')).toBe('--header');
});

test('sets nothing that is not given', () => {
  expect(read().values).toEqual({});
});

test('no flag takes a secret', () => {
  const flags = addSettingFlags(new Command()).options.map(({ long }) => long?.slice(2));
  for (const secret of SECRET_SETTINGS) expect(flags).not.toContain(secret);
});

test.each([
  [['--max-wait', 'soon'], '--max-wait soon: expected a number of seconds'],
  [['--max-wait', ''], 'expected a number of seconds'],
  [['--max-inconclusive', '101%'], 'expected a number of checks'],
  [['--pin', 'Q-CANCEL'], '--pin Q-CANCEL: expected a question and its reading'],
  [['--pin', 'Q-CANCLE=own'], 'Did you mean Q-CANCEL?'],
  [['--pin', 'Q-CANCEL=onw'], 'Did you mean own?'],
  [['--accounts', 'magic'], 'expected one of auto, tokens'],
])('says what is wrong with %j', (flags, message) => {
  expect(() => read(...flags)).toThrow(UsageError);
  expect(() => read(...flags)).toThrow(message);
});

test.each([['Authorization: Bearer hunter2'], ['X-Api-Key:hunter2'], ['Authorization Bearer hunter2']])(
  'refuses the header %j without repeating it',
  (header) => {
    expect(() => read('--header', header)).toThrow(/^(?!.*hunter2)/s);
  },
);
