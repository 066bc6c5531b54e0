import type { CheckReport } from './document/check-schema.js';
import type { Report } from './document/report-schema.js';

/**
 * The command that shows what a check has found once more, and nothing else.
 *
 * @param command - runs against the same target again
 */
export function againCommand(command: string, { id, violation }: Pick<CheckReport, 'id' | 'violation'>): string {
  const { replay } = violation ?? {};
  const story = replay === undefined ? [] : [`--seed ${replay.seed}`, `--replay ${replay.path}`];
  return [command, `--only ${id}`, ...story].join(' ');
}

/** The command that runs one revision once more, where a run has judged several. */
export function revisionAgain(again: string, revision: string, several: boolean): string {
  return several ? `${again} --revision ${revision}` : again;
}

/** As {@link againCommand}, for any check of a report. */
export function againIn({ again, revisions }: Pick<Report, 'again' | 'revisions'>, check: CheckReport): string {
  return againCommand(revisionAgain(again, check.revision, revisions.length > 1), check);
}
