import type { Catalogue } from '../../fixtures/requirements/catalogue.js';
import type { Source } from '../../fixtures/requirements/source.js';
import type { TerminalPage } from '../report/render/terminal-page.js';
import { type CheckSummary, checksOn } from './check-summary.js';
import { passagesBySection, sourceInWords } from './source-in-words.js';

/** Begins a section of an explanation. */
export function section(page: TerminalPage, heading: string): TerminalPage {
  return page.gap().heading(heading);
}

/** Writes down where something is said: lines of the text section by section, anything else in a phrase. */
export function addSources(page: TerminalPage, sources: readonly Source[], { text }: Catalogue): void {
  section(page, sources.length === 1 ? 'Source' : 'Sources');
  for (const source of sources) {
    if (source.in !== 'text') {
      page.paragraph(sourceInWords(source), 2);
      continue;
    }
    const later = text.accepted === undefined ? '' : ` (accepted with changes on ${text.accepted})`;
    page.paragraph(`${text.title}, ${text.date}, at commit ${text.commit}${later}`, 2);
    for (const passages of passagesBySection(source.at, text)) page.paragraph(passages, 4);
    if (source.remark !== undefined) page.paragraph(source.remark, 4);
  }
}

/** Writes down which checks judge a requirement or a question, and how to run just them. */
export function addChecks(page: TerminalPage, heading: string, id: string, checks: readonly CheckSummary[]): void {
  const found = checksOn(id, checks);
  section(page, heading);
  if (found.length === 0) {
    page.paragraph('no check', 2);
    return;
  }
  for (const check of found) page.paragraph(page.paint('cyan', check.id), 2).paragraph(check.title, 4);
  addCommand(page, found.length === 1 ? 'Run just this check' : 'Run just these checks', id);
}

/** Writes down the command that runs what has an id. */
export function addCommand(page: TerminalPage, heading: string, id: string): void {
  section(page, heading).paragraph(`npm run conformance -- --only ${id}`, 2);
}
