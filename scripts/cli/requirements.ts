import type { Command } from 'commander';

import type { RevisionName } from '../../fixtures/requirements/catalogue.js';
import { checkedCatalogues } from '../catalogue/checked-catalogue.js';
import { renderRequirements } from '../catalogue/requirements-table.js';
import { outputTerminal } from './output-terminal.js';
import { revisionOption } from './revision-option.js';

/** Defines `requirements`, which prints the catalogue and which checks cover it. */
export function defineRequirements(command: Command): void {
  command
    .addOption(revisionOption('whose requirements to print (all unless given)'))
    .action(({ revision }: { readonly revision?: RevisionName }) => {
      process.stdout.write(renderRequirements(checkedCatalogues(revision), outputTerminal()));
    });
}
