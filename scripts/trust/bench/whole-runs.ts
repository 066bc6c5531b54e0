import { faultsOf } from '../../../fixtures/faults/faults-of.js';
import { selectChecks } from '../../../suites/kit/checks/selection.js';
import { REAL_TIME_SETTINGS } from '../../../suites/kit/targets/settings.js';
import { allRevisions } from '../../../suites/revisions.js';
import { type RunFigures, commandRun, whileServed } from './command-run.js';

/** A whole run of the command to measure. */
export interface WholeRun {
  readonly name: string;
  measure(): Promise<RunFigures>;
}

/**
 * The runs that show what a verdict costs, by revision: on the embedded server; over a URL the scenarios, and both sorts of
 * checks; and the scenarios on servers with one crude fault each.
 */
export function wholeRuns(): readonly WholeRun[] {
  return allRevisions.flatMap((revision) => {
    const { name } = revision;
    const over = (what: string, served: readonly string[], flags: readonly string[]): WholeRun => ({
      name: `${name} over a URL, ${what}`,
      measure: () =>
        whileServed(['--revision', name, ...served], (url) =>
          commandRun(['--target', url, '--revision', name, ...flags]),
        ),
    });
    return [
      { name: `${name} embedded`, measure: () => commandRun(['--revision', name]) },
      over(`scenarios, the longest wait being ${longestWait(revision)} s`, [], ['--suite', 'scenarios']),
      over('scenarios and properties', [], ['--suite', 'both']),
      ...faultsOf(name).crude.map((fault) => over(`scenarios, ${fault}`, ['--fault', fault], ['--suite', 'scenarios'])),
    ];
  });
}

/** The longest wait that a scenario declares which is run over a URL, in seconds; silences after it come on top. */
function longestWait({ suites }: Pick<(typeof allRevisions)[number], 'suites'>): number {
  const { beat, maxWait } = REAL_TIME_SETTINGS;
  const waits = selectChecks(suites, [], 'scenarios')
    .filter(({ check: { needs } }) => needs.virtualTime === undefined && needs.restart !== true)
    .map(({ check }) => (check.needs.wait ?? 0) * beat)
    .filter((wait) => wait <= maxWait);
  return Math.max(0, ...waits) / 1_000;
}
