import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { expect, test } from 'vitest';

import { madeUpReport } from '../report/report.testkit.js';
import { keptRuns, pagesOf, pagesOfRunsIn, writePages } from './kept-pages.js';
import { whyNotKept } from './why-not-kept.js';

const RESULTS = fileURLToPath(new URL('../../docs/results', import.meta.url));

test('the pages on results are those that `npm run results` makes of the reports that are kept', () => {
  const runs = keptRuns(RESULTS);
  const pages = pagesOf(runs);
  for (const [page, text] of pages) expect(readFileSync(join(RESULTS, page), 'utf8'), page).toBe(text);
  expect(pagesOfRunsIn(RESULTS).toSorted()).toEqual(runs.map(({ name }) => `${name}.md`).toSorted());
});

test('every run that is kept may be', () => {
  const runs = keptRuns(RESULTS);
  expect(runs.length).toBeGreaterThan(0);
  expect(runs.flatMap(({ name, report }) => whyNotKept(name, report) ?? [])).toEqual([]);
});

test('pages of runs that are kept no more go, and what is written by hand stays', () => {
  const folder = mkdtempSync(join(tmpdir(), 'kept-pages-'));
  try {
    mkdirSync(join(folder, 'runs'));
    writeFileSync(join(folder, 'runs', 'here.json'), JSON.stringify(madeUpReport([{}])));
    for (const page of ['gone.md', 'by-hand.md']) writeFileSync(join(folder, page), 'as it was');
    expect(writePages(folder)).toBe(1);
    expect(readdirSync(folder).toSorted()).toEqual(['README.md', 'by-hand.md', 'here.md', 'runs']);
    expect(readFileSync(join(folder, 'by-hand.md'), 'utf8')).toBe('as it was');
  } finally {
    rmSync(folder, { recursive: true });
  }
});
