import { existsSync } from 'node:fs';

import { catalogueOf } from '../../../fixtures/requirements/catalogue.js';
import { revisionCalled } from '../../../suites/revisions.js';
import { readFile } from '../../cli/config/read-file.js';
import type { RunPlan } from '../../../suites/kit/targets/run-plan.js';
import type { BaselineEntry } from './baseline.js';
import { readBaseline } from './read-baseline.js';

/** The entries of a baseline file, validated against the suites of a revision. */
export function loadBaseline(file: string, where: string, revision: RunPlan['revision']): readonly BaselineEntry[] {
  const checks = revisionCalled(revision).suites.flatMap((suite) => suite.checks.map(({ id }) => id));
  return readBaseline(file, readFile(file, where), catalogueOf(revision), checks);
}

/** As {@link loadBaseline}, for a file that need not be there yet. */
export function loadBaselineIfThere(
  file: string,
  where: string,
  revision: RunPlan['revision'],
): readonly BaselineEntry[] {
  return existsSync(file) ? loadBaseline(file, where, revision) : [];
}
