import type { Command } from 'commander';

import { catalogueOf } from '../../fixtures/requirements/catalogue.js';
import { revisionCalled } from '../../suites/revisions.js';
import { UnknownIdError, renderExplanation } from '../catalogue/explain.js';
import { outputTerminal } from './output-terminal.js';
import { UsageError } from './usage-error.js';

/** Adds `explain`, which tells all about one requirement, open question or check. */
export function addExplainCommand(program: Command): void {
  program
    .command('explain <id>')
    .description('explain a requirement, an open question or a check: wording, source, verdict, checks')
    .action((id: string) => {
      const checks = revisionCalled('futures').suites.flatMap((suite) => suite.checks);
      try {
        process.stdout.write(renderExplanation(catalogueOf('futures'), id, checks, outputTerminal()));
      } catch (error) {
        throw error instanceof UnknownIdError ? new UsageError(error.message) : error;
      }
    });
}
