import type { Report } from './document/report-schema.js';

/** What decides whether a run took all that there is. */
export type RunExtent = Pick<Report, 'only' | 'suite'> & { readonly run: Pick<Report['run'], 'cutShort'> };

/**
 * Whether a run took all that there is: only then does it say something of every requirement. The scenarios alone do, since
 * what is made up beside them judges the same requirements once more.
 */
export function isWholeRun({ only, suite, run }: RunExtent): boolean {
  return only.length === 0 && suite !== 'properties' && run.cutShort === undefined;
}
