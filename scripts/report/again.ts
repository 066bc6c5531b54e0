import type { Replay } from '../../suites/kit/checks/verdict.js';
import type { CheckReport } from './document/check-schema.js';
import type { Report } from './document/report-schema.js';

/**
 * The command that shows what a check has found once more, and nothing else.
 *
 * @param command - runs against the same target again
 */
export function againCommand(command: string, { id, violation }: Pick<CheckReport, 'id' | 'violation'>): string {
  const { replay } = violation ?? {};
  return [command, `--only ${id}`, ...(replay === undefined ? [] : [replayFlags(replay)])].join(' ');
}

/** The flags that lead to exactly the same made-up example, whatever command is told them. */
export function replayFlags({ seed, path }: Replay): string {
  return `--seed ${seed} --replay ${path}`;
}

/** The command that runs one revision once more, where a run has judged several. */
export function revisionAgain(again: string, revision: string, several: boolean): string {
  return several ? `${again} --revision ${revision}` : again;
}

/** As {@link againCommand}, for any check of a report. */
export function againIn({ again, revisions }: Pick<Report, 'again' | 'revisions'>, check: CheckReport): string {
  return againCommand(revisionAgain(again, check.revision, revisions.length > 1), check);
}
