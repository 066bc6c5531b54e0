import type { Catalogue } from '../../../fixtures/requirements/catalogue.js';
import type { RequirementKind } from '../../../fixtures/requirements/requirement.js';

/** What a broken requirement leads to. */
export type Severity = 'fail' | 'warning' | 'observation';

const SEVERITY: Readonly<Record<RequirementKind, Severity>> = {
  explicit: 'fail',
  derived: 'fail',
  // What a server offers by choice it has to offer rightly.
  optional: 'fail',
  advice: 'warning',
  observation: 'observation',
};

/**
 * From the kind of a requirement to what breaking it means: the text's own words and what follows from them make a
 * failure, advice a warning, and what is allowed or left open never counts against a server.
 *
 * @returns a function from the id of a requirement or question to its severity; it throws on an unknown id
 */
export function severityIn(catalogue: Catalogue): (id: string) => Severity {
  return (id) => {
    const requirement = catalogue.requirement(id);
    if (requirement !== undefined) return SEVERITY[requirement.kind];
    if (catalogue.question(id) !== undefined) return 'observation';
    throw new Error(`no requirement and no open question is called ${id}`);
  };
}
