import type { Catalogue } from '../../fixtures/requirements/catalogue.js';
import { questionsMentioned } from '../../fixtures/requirements/mentioned-ids.js';
import type { OpenQuestion, Requirement } from '../../fixtures/requirements/requirement.js';
import type { Source } from '../../fixtures/requirements/source.js';
import { type CheckSummary, checksOn } from './check-summary.js';
import { closeMatch } from './close-match.js';
import { kindMeaning } from './kind-meaning.js';
import { passagesBySection, sourceInWords } from './source-in-words.js';
import { plainTerminal, type Terminal, TerminalPage } from '../report/render/terminal-page.js';

/** Somebody asked for an id that nothing has. The message suggests the one they may have meant. */
export class UnknownIdError extends Error {
  override readonly name = 'UnknownIdError';

  constructor(id: string, suggestion: string | undefined) {
    const hint = suggestion === undefined ? '`requirements` lists what there is.' : `Did you mean ${suggestion}?`;
    super(`No requirement, open question or check is called "${id}". ${hint}`);
  }
}

/**
 * Everything that there is to know about a requirement, an open question or a check, as text for a terminal.
 *
 * @param catalogue - the revision's requirements and questions
 * @param id - what to explain; upper and lower case are the same
 * @param checks - the checks there are
 * @param terminal - how wide to write, and whether in colour
 * @throws UnknownIdError when nothing has that id
 */
export function renderExplanation(
  catalogue: Catalogue,
  id: string,
  checks: readonly CheckSummary[],
  terminal: Terminal = plainTerminal,
): string {
  const page = new TerminalPage(terminal);
  const named = (entry: { readonly id: string }): boolean => entry.id.toLowerCase() === id.toLowerCase();
  const requirement = catalogue.requirements.find(named);
  const question = catalogue.questions.find(named);
  const check = checks.find(named);
  if (requirement !== undefined) explainRequirement(page, requirement, catalogue, checks);
  else if (question !== undefined) explainQuestion(page, question, catalogue, checks);
  else if (check !== undefined) explainCheck(page, check, catalogue);
  else throw new UnknownIdError(id, closeMatch(id, idsOf(catalogue, checks)));
  return page.toString();
}

function explainRequirement(
  page: TerminalPage,
  { id, kind, area, wording, advice, sources, unverifiable }: Requirement,
  catalogue: Catalogue,
  checks: readonly CheckSummary[],
): void {
  const areaTitle = catalogue.areas.find(({ name }) => name === area)?.title ?? area;
  page.paragraph(`${page.paint('bold', id)}  ${kind} requirement, ${areaTitle}`);
  page.gap().paragraph(wording, 2);
  section(page, 'What breaking it means').paragraph(kindMeaning(kind), 2);
  if (advice !== undefined) section(page, 'Advice beside it, breaking which is a warning').paragraph(advice, 2);
  addSources(page, sources, catalogue);
  if (unverifiable !== undefined) section(page, 'Why no check verifies it').paragraph(unverifiable, 2);
  addChecks(page, 'Verified by', id, checks);
}

function explainQuestion(
  page: TerminalPage,
  { id, question, sources, readings, others, settledLater, settledReading }: OpenQuestion,
  catalogue: Catalogue,
  checks: readonly CheckSummary[],
): void {
  page.paragraph(`${page.paint('bold', id)}  open question`);
  page.gap().paragraph(question, 2);
  section(page, 'Readings');
  const width = Math.max(...readings.map(({ name }) => name.length)) + 4;
  for (const reading of readings) {
    const remark = reading.default ? ' (default of the reference homeserver)' : '';
    page.paragraph(reading.meaning + remark, width, `  ${page.paint('green', reading.name)}`);
  }
  if (others) page.paragraph('or a reading of its own', width, '  …');
  section(page, 'What it means for the verdict');
  page.paragraph(
    'No reading fails a server: a run reports which one it follows. A reading that the user pins is a requirement.',
    2,
  );
  section(page, 'How it was settled later');
  const decision = settledReading === undefined ? '' : ` (the reading ${page.paint('green', settledReading)})`;
  page.paragraph(settledLater === null ? 'No later revision is known to decide it.' : settledLater + decision, 2);
  if (sources === undefined) section(page, 'Source').paragraph('The text is silent.', 2);
  else addSources(page, sources, catalogue);
  const touched = catalogue.requirements.filter(({ wording, advice = '' }) =>
    questionsMentioned(`${wording} ${advice}`).includes(id),
  );
  if (touched.length > 0) {
    section(page, 'Requirements that leave it open').paragraph(touched.map((each) => each.id).join(', '), 2);
  }
  addChecks(page, 'Observed by', id, checks);
}

function explainCheck(page: TerminalPage, { id, title, requirements }: CheckSummary, catalogue: Catalogue): void {
  page.paragraph(`${page.paint('bold', id)}  check`);
  page.gap().paragraph(title, 2);
  section(page, 'What it judges');
  const width = Math.max(0, ...requirements.map((each) => each.length)) + 4;
  for (const judged of requirements) {
    const words = catalogue.requirement(judged)?.wording ?? catalogue.question(judged)?.question;
    page.paragraph(words ?? 'is not in the catalogue of this revision', width, `  ${page.paint('cyan', judged)}`);
  }
  addCommand(page, 'Run just this one', id);
}

function addSources(page: TerminalPage, sources: readonly Source[], { text }: Catalogue): void {
  section(page, sources.length === 1 ? 'Source' : 'Sources');
  for (const source of sources) {
    if (source.in !== 'text') {
      page.paragraph(sourceInWords(source), 2);
      continue;
    }
    page.paragraph(`${text.title}, ${text.date}, at commit ${text.commit}`, 2);
    for (const passages of passagesBySection(source.at, text)) page.paragraph(passages, 4);
    if (source.remark !== undefined) page.paragraph(source.remark, 4);
  }
}

function addChecks(page: TerminalPage, heading: string, id: string, checks: readonly CheckSummary[]): void {
  const found = checksOn(id, checks);
  section(page, heading);
  if (found.length === 0) {
    page.paragraph('no check', 2);
    return;
  }
  for (const check of found) page.paragraph(page.paint('cyan', check.id), 2).paragraph(check.title, 4);
  addCommand(page, found.length === 1 ? 'Run just this check' : 'Run just these checks', id);
}

function addCommand(page: TerminalPage, heading: string, id: string): void {
  section(page, heading).paragraph(`npm run conformance -- --only ${id}`, 2);
}

function section(page: TerminalPage, heading: string): TerminalPage {
  return page.gap().heading(heading);
}

function idsOf({ requirements, questions }: Catalogue, checks: readonly CheckSummary[]): string[] {
  return [...requirements, ...questions, ...checks].map(({ id }) => id);
}
