import { readFileSync } from 'node:fs';

import { Command } from 'commander';
import { expect, test } from 'vitest';

import { allRevisions } from '../../../suites/revisions.js';
import { idsOf } from '../../report/baseline/entries-on.js';
import { readBaseline } from '../../report/baseline/read-baseline.js';
import { settingsIn } from './config-file.js';
import { addSettingFlags } from './flags.js';
import { SETTING_NAMES } from './settings.js';

const page = readFileSync(new URL('../../../docs/configuration.md', import.meta.url), 'utf8');

test('the page on configuration names every setting', () => {
  for (const name of SETTING_NAMES) expect(page).toContain(`\`${name}\``);
});

const ids = new Map(allRevisions.map((revision) => [revision.name, idsOf(revision)]));

test('the files that the page shows can be read', () => {
  const [file = '', baseline = ''] = [...page.matchAll(/^```yaml\n([^]*?)^```$/gm)].map(([, text = '']) => text);
  expect(settingsIn(file, 'the file', '.')).toHaveProperty('target');
  expect(readBaseline('the baseline', baseline, ids)).not.toEqual([]);
});

test('the page on configuration names every flag of a setting', () => {
  for (const { long } of addSettingFlags(new Command()).options) expect(page).toContain(`\`${long}`);
});
