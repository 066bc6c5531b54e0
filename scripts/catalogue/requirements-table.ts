import type { Catalogue } from '../../fixtures/requirements/catalogue.js';
import type { OpenQuestion, Requirement } from '../../fixtures/requirements/requirement.js';
import { type CheckSummary, checksOn } from './check-summary.js';
import { plainTerminal, type Terminal, TerminalPage } from '../report/render/terminal-page.js';

const ID_WIDTH = 10;
const KIND_WIDTH = 10;

/**
 * The whole catalogue as text for a terminal: the requirements area by area, then the open questions.
 *
 * @param catalogue - what to show
 * @param checks - the checks there are, to tell beside each requirement what verifies it; left out, nothing is told
 * @param terminal - how wide to write, and whether in colour
 */
export function renderRequirements(
  catalogue: Catalogue,
  checks?: readonly CheckSummary[],
  terminal: Terminal = plainTerminal,
): string {
  const page = new TerminalPage(terminal);
  page.heading(`${catalogue.text.title}, ${catalogue.text.date}`);
  page.paragraph(summaryOf(catalogue, checks));
  for (const area of catalogue.areas) {
    const requirements = catalogue.requirements.filter((requirement) => requirement.area === area.name);
    page.gap().heading(area.title);
    for (const requirement of requirements) addRequirement(page, requirement, checks);
  }
  page.gap().heading('OPEN QUESTIONS');
  page.paragraph('The text leaves these open. No reading fails a server: a run reports which one it follows.');
  for (const question of catalogue.questions) addQuestion(page.gap(), question, checks);
  return page.toString();
}

function summaryOf({ requirements, questions }: Catalogue, checks: readonly CheckSummary[] | undefined): string {
  const counts = `${requirements.length} requirements, ${questions.length} open questions`;
  if (checks === undefined) return counts;
  const covered = (entries: readonly { readonly id: string }[]): number =>
    entries.filter(({ id }) => checksOn(id, checks).length > 0).length;
  return `${counts}; checks verify ${covered(requirements)} and observe ${covered(questions)} of them`;
}

function addRequirement(
  page: TerminalPage,
  { id, kind, wording, advice, unverifiable }: Requirement,
  checks: readonly CheckSummary[] | undefined,
): void {
  const indent = ID_WIDTH + KIND_WIDTH;
  page.paragraph(wording, indent, `${page.paint('cyan', id.padEnd(ID_WIDTH))}${page.paint('dim', kind)}`);
  if (advice !== undefined) page.paragraph(`advice: ${advice}`, indent);
  if (checks === undefined) return;
  const verifiedBy = checksOn(id, checks);
  if (verifiedBy.length > 0) page.paragraph(`verified by ${idsOf(verifiedBy)}`, indent);
  else if (unverifiable === undefined) page.paragraph(page.paint('red', 'NOT VERIFIED by any check'), indent);
  else page.paragraph(`cannot be verified: ${unverifiable}`, indent);
}

function addQuestion(
  page: TerminalPage,
  { id, question, readings, others, settledLater, settledReading }: OpenQuestion,
  checks: readonly CheckSummary[] | undefined,
): void {
  page.paragraph(`${page.paint('cyan', id)}  ${question}`);
  const width = Math.max(...readings.map(({ name }) => name.length)) + 4;
  for (const reading of readings) {
    const meaning = reading.default ? `${reading.meaning} ${page.paint('dim', '(default)')}` : reading.meaning;
    page.paragraph(meaning, width, `  ${page.paint('green', reading.name)}`);
  }
  if (others) page.paragraph('or a reading of its own', width, '  …');
  if (settledLater !== null) page.paragraph(`settled later as: ${settledReading ?? settledLater}`, 2);
  if (checks === undefined) return;
  const observedBy = checksOn(id, checks);
  if (observedBy.length > 0) page.paragraph(`observed by ${idsOf(observedBy)}`, 2);
  else page.paragraph(page.paint('red', 'NOT OBSERVED by any check'), 2);
}

function idsOf(checks: readonly CheckSummary[]): string {
  return checks.map(({ id }) => id).join(', ');
}
