import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';

import { UsageError } from '../cli/usage-error.js';
import { readFile } from '../cli/config/read-file.js';
import type { Report } from '../report/document/report-schema.js';
import { readReport } from '../report/read-report.js';
import { type KeptRun, REPORTS, renderResultsPage, titleOf } from './results-page.js';
import { renderRunPage } from './run-page.js';
import { withoutBaseline } from './without-baseline.js';

/** The page on all runs. */
const ALL_RUNS = 'README.md';

/** The pages that are on no single run: that on all of them, and what is written by hand. */
export const OTHER_PAGES = [ALL_RUNS, 'by-hand.md'] as const;

/**
 * Makes the pages of a folder anew from the reports that are kept there, and removes those of runs that are kept no more.
 *
 * @returns how many runs are kept
 * @throws UsageError when a report cannot be read
 */
export function writePages(folder: string): number {
  const runs = keptRuns(folder);
  const pages = pagesOf(runs);
  for (const [page, text] of pages) writeFileSync(join(folder, page), text);
  for (const page of pagesOfRunsIn(folder).filter((name) => !pages.has(name))) rmSync(join(folder, page));
  return runs.length;
}

/** The pages of some runs, by the names of their files. */
export function pagesOf(runs: readonly KeptRun[]): ReadonlyMap<string, string> {
  return new Map([
    ...runs.map(({ name, report }) => [`${name}.md`, renderRunPage(titleOf(name), report)] as const),
    [ALL_RUNS, renderResultsPage(runs)],
  ]);
}

/** The names of the files in a folder that are pages on one run. */
export function pagesOfRunsIn(folder: string): string[] {
  const others: readonly string[] = OTHER_PAGES;
  return readdirSync(folder).filter((name) => name.endsWith('.md') && !others.includes(name));
}

/**
 * The runs whose reports are kept in a folder, by name, each with the conclusion that it comes to without a baseline.
 *
 * @throws UsageError when a report cannot be read
 */
export function keptRuns(folder: string): KeptRun[] {
  return readdirSync(join(folder, REPORTS))
    .filter((file) => file.endsWith('.json'))
    .toSorted()
    .map((file) => ({
      name: basename(file, '.json'),
      report: withoutBaseline(reportIn(join(folder, REPORTS, file))),
    }));
}

/**
 * The report in a file.
 *
 * @throws UsageError when there is none
 */
export function reportIn(file: string): Report {
  const report = readReport(readFile(file, 'results'));
  if (typeof report === 'string') throw new UsageError(`${file} is no report that can be kept: ${report}.`);
  return report;
}
