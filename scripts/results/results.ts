import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';

import { tool } from '../cli/tool.js';
import { EXIT } from '../report/exit-codes.js';
import type { Report } from '../report/document/report-schema.js';
import { readReport } from '../report/read-report.js';
import { type KeptRun, REPORTS, renderResultsPage, titleOf } from './results-page.js';
import { renderRunPage } from './run-page.js';
import { slimReport } from './slim-report.js';

/** Where the pages on results are. */
const FOLDER = resolve('docs/results');

// Makes the pages on results anew from the reports that are kept; `keep` keeps one more.
const program = tool('results').description('Make the pages of docs/results from the reports that are kept there.');
program.action(render);
program
  .command('keep')
  .description('keep what a report says, and make the pages anew')
  .argument('<report>', 'a report of a whole run, as JSON')
  .argument('<name>', 'what the run is called, such as synapse-1.163.2')
  .action((file: string, name: string) => {
    mkdirSync(join(FOLDER, REPORTS), { recursive: true });
    writeFileSync(join(FOLDER, REPORTS, `${name}.json`), `${JSON.stringify(slimReport(reportIn(file)))}\n`);
    render();
  });
await program.parseAsync();

function render(): void {
  const runs = keptRuns();
  for (const { name, report } of runs) {
    writeFileSync(join(FOLDER, `${name}.md`), renderRunPage(titleOf(name), report));
  }
  writeFileSync(join(FOLDER, 'README.md'), renderResultsPage(runs));
  process.stdout.write(`${FOLDER}: the pages of ${runs.length} runs\n`);
}

function keptRuns(): KeptRun[] {
  const files = readdirSync(join(FOLDER, REPORTS)).filter((file) => file.endsWith('.json'));
  return files
    .toSorted()
    .map((file) => ({ name: basename(file, '.json'), report: reportIn(join(FOLDER, REPORTS, file)) }));
}

function reportIn(file: string): Report {
  const report = readReport(readFileSync(file, 'utf8'));
  if (typeof report !== 'string') return report;
  process.stderr.write(`${file} is no report that can be kept: ${report}.\n`);
  process.exit(EXIT['wrong-use']);
}
