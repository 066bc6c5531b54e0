import { readFileSync } from 'node:fs';

import { Command } from 'commander';
import { expect, test } from 'vitest';

import { addSettingFlags } from './flags.js';
import { SETTING_NAMES } from './settings.js';

const page = readFileSync(new URL('../../../docs/configuration.md', import.meta.url), 'utf8');

test('the page on configuration names every setting', () => {
  for (const name of SETTING_NAMES) expect(page).toContain(`\`${name}\``);
});

test('the page on configuration names every flag of a setting', () => {
  for (const { long } of addSettingFlags(new Command()).options) expect(page).toContain(`\`${long}`);
});
