import { Command } from 'commander';
import { expect, test } from 'vitest';

import { type Limit, limit, limitOf } from './limit-flag.js';

function parsed(...args: string[]): number | null | undefined {
  const command = new Command().option('--most <number>', '', limit).parse(args, { from: 'user' });
  return limitOf(command.opts<{ most?: Limit }>().most);
}

test('a limit is a number, none where it is off, and the usual one where nothing is said', () => {
  expect(parsed('--most', '7')).toBe(7);
  expect(parsed('--most', 'off')).toBeNull();
  expect(parsed()).toBeUndefined();
});
