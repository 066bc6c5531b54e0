import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { tool } from '../cli/tool.js';
import { UsageError } from '../cli/usage-error.js';
import { EXIT } from '../report/exit-codes.js';
import { reportIn, writePages } from './kept-pages.js';
import { REPORTS } from './results-page.js';
import { slimReport } from './slim-report.js';
import { whyNotKept } from './why-not-kept.js';

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
    const report = reportIn(file);
    const refusal = whyNotKept(name, report);
    if (refusal !== undefined) throw new UsageError(refusal);
    mkdirSync(join(FOLDER, REPORTS), { recursive: true });
    writeFileSync(join(FOLDER, REPORTS, `${name}.json`), `${JSON.stringify(slimReport(report))}\n`);
    render();
  });
try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = EXIT['wrong-use'];
}

function render(): void {
  process.stdout.write(`${FOLDER}: the pages of ${writePages(FOLDER)} runs\n`);
}
