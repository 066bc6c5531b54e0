import { basename } from 'node:path';

import type { Command } from 'commander';

import { compareReports } from '../report/compare/comparison.js';
import { renderComparison } from '../report/compare/comparison-terminal.js';
import type { Report } from '../report/document/report-schema.js';
import { readReport } from '../report/read-report.js';
import { readFile } from './config/read-file.js';
import { requireWritable, writeOutput } from './output-file.js';
import { outputTerminal } from './output-terminal.js';
import { UsageError } from './usage-error.js';

interface CompareFlags {
  readonly html?: string;
  readonly markdown?: string;
}

/** Defines `compare`, which puts stored runs beside each other. */
export function defineCompare(command: Command): void {
  command
    .argument('<files...>', 'the reports of two runs or more, as JSON, the earlier ones first')
    .option('--html <file>', 'write the comparison as a page for browsers')
    .option('--markdown <file>', 'write the comparison as Markdown')
    .action(async (files: readonly string[], { html, markdown }: CompareFlags) => {
      if (files.length < 2) throw new UsageError('compare: there have to be the reports of two runs or more.');
      if (html !== undefined) requireWritable(html, '--html');
      if (markdown !== undefined) requireWritable(markdown, '--markdown');
      const comparison = compareReports(files.map(storedReport), namesOf(files));
      process.stdout.write(renderComparison(comparison, outputTerminal()));
      if (html !== undefined) {
        // What makes pages is loaded only for those who want one.
        const { renderComparisonPage } = await import('../report/compare/comparison-page.js');
        writeOutput(html, renderComparisonPage(comparison), '--html');
      }
      if (markdown !== undefined) {
        const { renderComparisonMarkdown } = await import('../report/compare/comparison-markdown.js');
        writeOutput(markdown, renderComparisonMarkdown(comparison), '--markdown');
      }
    });
}

/** What the runs are called: by their files, as long as that tells them apart. */
function namesOf(files: readonly string[]): readonly string[] {
  const names = files.map((file) => basename(file, '.json'));
  return new Set(names).size === names.length ? names : files;
}

function storedReport(file: string): Report {
  const report = readReport(readFile(file, 'compare'));
  if (typeof report === 'string') throw new UsageError(`${file} is no report that can be compared: ${report}.`);
  return report;
}
