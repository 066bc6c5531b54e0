import type { Report } from '../document/report-schema.js';
import type { RevisionReport } from '../document/revision-schema.js';
import { printable } from './printable.js';
import { runInWords } from './run-in-words.js';
import type { TerminalPage } from './terminal-page.js';

/** How many of the things that were left behind are named one by one. */
const NAMED = 5;

/** Tells how the run itself went, as far as it matters for trusting it, and what it left behind. */
export function renderRun(page: TerminalPage, { run }: Report): void {
  const { leftBehind, remarks } = run;
  const facts = runInWords(run);
  if (facts.length > 0) page.gap().paragraph(page.paint('gray', `The run: ${facts.join(', ')}`));
  for (const remark of remarks) page.paragraph(page.paint('gray', printable(`The run: ${remark}`)));
  if (leftBehind.length === 0) return;
  page.gap().heading('Left behind on the server');
  for (const sentence of leftBehind.slice(0, NAMED)) {
    page.paragraph(printable(sentence), 4, `  ${page.paint('yellow', '!')}`);
  }
  const more = leftBehind.length - NAMED;
  if (more > 0) page.paragraph(`and ${more} more, in the report`, 4);
}

/** Lists the failures that the baseline expects, and what in it is out of date. */
export function renderBaseline(page: TerminalPage, { checks, baseline }: RevisionReport): void {
  const expected = checks.filter((check) => check.expected !== undefined);
  if (expected.length > 0) {
    page.gap().heading('Failures that the baseline expects');
    for (const { id, expected: entry } of expected) {
      const link = entry?.link === undefined ? '' : ` (${entry.link})`;
      page.paragraph(`${id}: ${printable(entry?.reason ?? '')}${printable(link)}`, 4, `  ${page.paint('yellow', '✘')}`);
    }
  }
  const stale = baseline?.stale ?? [];
  if (stale.length === 0) return;
  page.gap().heading('Out of date in the baseline');
  for (const { id, revision, why, reason } of stale) {
    const what =
      why === 'passes' ? 'does not fail any more; take it out' : 'has expired; mend the server, or look again';
    const named = revision === undefined ? id : `${id} (${revision})`;
    page.paragraph(`${named} ${what}  ${page.paint('gray', printable(reason))}`, 4, `  ${page.paint('yellow', '!')}`);
  }
}
