import type { Command } from 'commander';

import type { RevisionName } from '../../fixtures/requirements/catalogue.js';
import { checkedCatalogues } from '../catalogue/checked-catalogue.js';
import { UnknownIdError, renderExplanation } from '../catalogue/explain.js';
import { outputTerminal } from './output-terminal.js';
import { revisionOption } from './revision-option.js';
import { UsageError } from './usage-error.js';

/** Defines `explain`, which tells all about one requirement, open question or check. */
export function defineExplain(command: Command): void {
  command
    .argument('<id>')
    .addOption(revisionOption('where to look for the id (everywhere unless given)'))
    .action((id: string, { revision }: { readonly revision?: RevisionName }) => {
      try {
        process.stdout.write(renderExplanation(checkedCatalogues(revision), id, outputTerminal()));
      } catch (error) {
        throw error instanceof UnknownIdError ? new UsageError(error.message) : error;
      }
    });
}
