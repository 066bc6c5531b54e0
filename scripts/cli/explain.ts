import type { Command } from 'commander';

import type { RevisionName } from '../../fixtures/requirements/catalogue.js';
import { checkedCatalogues } from '../catalogue/checked-catalogue.js';
import { UnknownIdError, renderExplanation } from '../catalogue/explain.js';
import { outputTerminal } from './output-terminal.js';
import { revisionOption } from './revision-option.js';
import { UsageError } from './usage-error.js';

/** Adds `explain`, which tells all about one requirement, open question or check. */
export function addExplainCommand(program: Command): void {
  program
    .command('explain <id>')
    .description('explain a requirement, an open question or a check: wording, source, verdict, checks')
    .addOption(revisionOption('where to look for the id (everywhere unless given)'))
    .action((id: string, { revision }: { readonly revision?: RevisionName }) => {
      try {
        process.stdout.write(renderExplanation(checkedCatalogues(revision), id, outputTerminal()));
      } catch (error) {
        throw error instanceof UnknownIdError ? new UsageError(error.message) : error;
      }
    });
}
