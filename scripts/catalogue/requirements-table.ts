import type { Catalogue } from '../../fixtures/requirements/catalogue.js';
import type { OpenQuestion, Requirement } from '../../fixtures/requirements/requirement.js';
import { type CheckSummary, checksOn } from './check-summary.js';
import type { CheckedCatalogue } from './checked-catalogue.js';
import { gradeInShort } from './grade-in-words.js';
import { plainTerminal, type Terminal, TerminalPage } from '../report/render/terminal-page.js';

/**
 * Whole catalogues as text for a terminal: for each revision the requirements area by area, then the open questions.
 *
 * @param revisions - what to show, and the checks there are, to tell beside each requirement what verifies it
 * @param terminal - how wide to write, and whether in colour
 */
export function renderRequirements(revisions: readonly CheckedCatalogue[], terminal: Terminal = plainTerminal): string {
  return revisions.map((revision) => renderRevision(revision, terminal)).join('\n');
}

function renderRevision({ catalogue, checks }: CheckedCatalogue, terminal: Terminal): string {
  const page = new TerminalPage(terminal);
  const { text, areas, requirements, questions, revision } = catalogue;
  const columns = columnsFor(requirements);
  page.heading(`${text.title}, ${text.accepted ?? text.date}`);
  page.paragraph(`revision ${revision}: ${summaryOf(catalogue, checks)}`);
  for (const area of areas) {
    page.gap().heading(area.title);
    for (const each of requirements.filter((requirement) => requirement.area === area.name)) {
      addRequirement(page, each, columns, checks);
    }
  }
  page.gap().heading('OPEN QUESTIONS');
  page.paragraph('The text leaves these open. No reading fails a server: a run reports which one it follows.');
  for (const question of questions) addQuestion(page.gap(), question, checks);
  return page.toString();
}

/** How wide the columns of ids and kinds are. */
interface Columns {
  readonly id: number;
  readonly kind: number;
}

function columnsFor(requirements: readonly Requirement[]): Columns {
  const width = (texts: readonly string[]): number => Math.max(0, ...texts.map(({ length }) => length)) + 2;
  return { id: width(requirements.map(({ id }) => id)), kind: width(requirements.map(({ kind }) => kind)) };
}

function summaryOf({ requirements, questions }: Catalogue, checks: readonly CheckSummary[]): string {
  const counts = `${requirements.length} requirements, ${questions.length} open questions`;
  const covered = (entries: readonly { readonly id: string }[]): number =>
    entries.filter(({ id }) => checksOn(id, checks).length > 0).length;
  return `${counts}; checks verify ${covered(requirements)} and observe ${covered(questions)} of them`;
}

function addRequirement(
  page: TerminalPage,
  { id, kind, wording, advice, level, certainty, unverifiable }: Requirement,
  columns: Columns,
  checks: readonly CheckSummary[],
): void {
  const indent = columns.id + columns.kind;
  page.paragraph(wording, indent, `${page.paint('cyan', id.padEnd(columns.id))}${page.paint('dim', kind)}`);
  if (level !== undefined && certainty !== undefined) {
    page.paragraph(page.paint('dim', gradeInShort({ level, certainty })), indent);
  }
  if (advice !== undefined) page.paragraph(`advice: ${advice}`, indent);
  const verifiedBy = checksOn(id, checks);
  if (verifiedBy.length > 0) page.paragraph(`verified by ${idsOf(verifiedBy)}`, indent);
  else if (unverifiable === undefined) page.paragraph(page.paint('red', 'NOT VERIFIED by any check'), indent);
  else page.paragraph(`cannot be verified: ${unverifiable}`, indent);
}

function addQuestion(
  page: TerminalPage,
  { id, question, readings, others, settledLater, settledReading, unverifiable }: OpenQuestion,
  checks: readonly CheckSummary[],
): void {
  page.paragraph(`${page.paint('cyan', id)}  ${question}`);
  const width = Math.max(...readings.map(({ name }) => name.length)) + 4;
  for (const reading of readings) {
    const meaning = reading.default ? `${reading.meaning} ${page.paint('dim', '(default)')}` : reading.meaning;
    page.paragraph(meaning, width, `  ${page.paint('green', reading.name)}`);
  }
  if (others) page.paragraph('or a reading of its own', width, '  …');
  if (settledLater !== null) page.paragraph(`settled later as: ${settledReading ?? settledLater}`, 2);
  const observedBy = checksOn(id, checks);
  if (observedBy.length > 0) page.paragraph(`observed by ${idsOf(observedBy)}`, 2);
  else if (unverifiable === undefined) page.paragraph(page.paint('red', 'NOT OBSERVED by any check'), 2);
  else page.paragraph(`cannot be observed: ${unverifiable}`, 2);
}

function idsOf(checks: readonly CheckSummary[]): string {
  return checks.map(({ id }) => id).join(', ');
}
