import type { Command } from 'commander';

import { catalogueOf } from '../../fixtures/requirements/catalogue.js';
import { revisionCalled } from '../../suites/revisions.js';
import { renderRequirements } from '../catalogue/requirements-table.js';
import { outputTerminal } from './output-terminal.js';

/** Adds `requirements`, which prints the catalogue and which checks cover it. */
export function addRequirementsCommand(program: Command): void {
  program
    .command('requirements')
    .description('print every requirement and open question, and the checks that verify them')
    .action(() => {
      const checks = revisionCalled('futures').suites.flatMap((suite) => suite.checks);
      process.stdout.write(renderRequirements(catalogueOf('futures'), checks, outputTerminal()));
    });
}
