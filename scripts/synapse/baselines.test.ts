import { readdirSync } from 'node:fs';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { allRevisions } from '../../suites/revisions.js';
import { loadBaseline } from '../report/baseline/baseline-file.js';

const FOLDER = join(import.meta.dirname, '../../fixtures/baselines');

test.each(readdirSync(FOLDER))('%s names checks that there are, and a file of the server for each', (file) => {
  const entries = loadBaseline(join(FOLDER, file), 'the test', allRevisions);
  expect(entries.length).toBeGreaterThan(0);
  expect(entries.filter(({ reason }) => !/synapse\/\S+\.py/.test(reason))).toEqual([]);
});
