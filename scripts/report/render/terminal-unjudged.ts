import { plural } from '../../../suites/kit/checks/conclusion.js';
import type { RevisionReport } from '../document/revision-schema.js';
import { byReason } from './by-reason.js';
import { printable } from './printable.js';
import { markOf } from './terminal-marks.js';
import type { TerminalPage } from './terminal-page.js';

/** Up to how many checks are named that came to nothing for the same reason. */
const NAMED = 2;

/** How many lines reasons take. */
const MOST = 4;

/** Tells why checks did not apply, or could not tell: a line for each reason. */
export function renderUnjudged(
  page: TerminalPage,
  { checks }: RevisionReport,
  verdict: 'not-applicable' | 'inconclusive',
): void {
  const reasons = byReason(checks, verdict);
  if (reasons.length === 0) return;
  const count = checks.filter((check) => check.verdict === verdict).length;
  const heading = `${verdict === 'inconclusive' ? 'Could not tell' : 'Did not apply'}: ${plural(count, 'check')}`;
  page.line(heading, 2);
  const shown = reasons.length > MOST ? reasons.slice(0, MOST - 1) : reasons;
  for (const { reason, ids } of shown) {
    const named = ids.length > NAMED ? plural(ids.length, 'check') : ids.join(', ');
    page.line(
      `${printable(reason.replaceAll(/\s+/g, ' '))} ${page.paint('gray', `(${named})`)}`,
      6,
      `    ${markOf(page, verdict)}`,
    );
  }
  const more = reasons.length - shown.length;
  if (more > 0) page.line(`… and for ${plural(more, 'more reason')}, in the report`, 6);
}

/** As {@link renderUnjudged}, with every check by name and every reason in full. */
export function renderEveryUnjudged(page: TerminalPage, { checks }: RevisionReport): void {
  for (const verdict of ['not-applicable', 'inconclusive'] as const) {
    const open = checks.filter((check) => check.verdict === verdict);
    if (open.length > 0) page.gap().heading(verdict === 'inconclusive' ? 'Could not tell' : 'Did not apply');
    for (const { id, message } of open) page.paragraph(`${id}: ${printable(message)}`, 4, `  ${markOf(page, verdict)}`);
  }
}
