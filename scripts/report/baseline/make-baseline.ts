import { Document } from 'yaml';

import type { CheckReport } from '../document/check-schema.js';
import { entryFor } from './apply-baseline.js';
import type { BaselineEntry } from './baseline.js';
import { mayMean } from './entries-on.js';

/** How much of a check's message becomes the reason of a new entry. */
const REASON_LENGTH = 200;

/**
 * Makes a baseline of a run: every check that fails is expected to. Entries of an earlier baseline stay as they are, and
 * each failure that none of them expects gets one of its own, whatever else has expected it in the run.
 *
 * @param checks - the results of the run
 * @param earlier - the earlier entries that are not stale
 * @param isShared - whether several revisions have an id: its entry then says which one it is about
 */
export function makeBaseline(
  checks: readonly CheckReport[],
  earlier: readonly BaselineEntry[],
  isShared: (id: string) => boolean,
): BaselineEntry[] {
  const added = checks
    .filter((check) => check.verdict === 'fail' && !isExpected(check, earlier))
    .map(({ id, revision, message }) => ({
      id,
      ...(isShared(id) ? { revision } : {}),
      reason: `not explained yet: ${oneLine(message)}`,
    }));
  return [...earlier, ...added];
}

/** A baseline as the text of a file. */
export function renderBaseline(entries: readonly BaselineEntry[]): string {
  const document = new Document({ 'expected-failures': entries });
  document.commentBefore = ` Failures that are expected. Each entry names a check or a requirement and gives the reason;
 revision, link and expires (YYYY-MM-DD) may be added. What does not fail any more has to go.`;
  return document.toString({ lineWidth: 0 });
}

function isExpected(check: CheckReport, entries: readonly BaselineEntry[]): boolean {
  const about = entries.filter((entry) => mayMean(entry, check.revision));
  return entryFor(check, about) !== undefined;
}

function oneLine(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return line.length > REASON_LENGTH ? `${line.slice(0, REASON_LENGTH)}…` : line;
}
