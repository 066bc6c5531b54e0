import { Option } from 'commander';

import { revisionNames } from '../../fixtures/requirements/catalogue.js';

/** The option that names a revision of the proposal. */
export function revisionOption(description: string): Option {
  return new Option('--revision <name>', description).choices(revisionNames);
}
