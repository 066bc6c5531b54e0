import type { Grade, Requirement } from '../../fixtures/requirements/requirement.js';
import type { TerminalPage } from '../report/render/terminal-page.js';
import type { CheckedCatalogue } from './checked-catalogue.js';
import { addChecks, addSources, section } from './explanation-sections.js';
import { gradeInWords } from './grade-in-words.js';
import { kindMeaning } from './kind-meaning.js';

/** Writes down everything that there is to know about a requirement. */
export function explainRequirement(
  page: TerminalPage,
  requirement: Requirement,
  { catalogue, checks }: CheckedCatalogue,
): void {
  const { id, kind, area, wording, advice, level, certainty, levelInFollowUp, ruling, sources } = requirement;
  const areaTitle = catalogue.areas.find(({ name }) => name === area)?.title ?? area;
  page.paragraph(`${page.paint('bold', id)}  ${kind} requirement of ${catalogue.revision}, ${areaTitle}`);
  page.gap().paragraph(wording, 2);
  if (level !== undefined && certainty !== undefined) {
    const grade: Grade = { level, certainty, ...(levelInFollowUp === undefined ? {} : { levelInFollowUp }) };
    section(page, 'How firmly it is asked for');
    for (const sentence of gradeInWords(grade)) page.paragraph(sentence, 2);
  }
  if (ruling !== undefined) section(page, 'How it is judged').paragraph(ruling.text, 2);
  section(page, 'What breaking it means').paragraph(kindMeaning(kind), 2);
  if (advice !== undefined) section(page, 'Advice beside it, breaking which is a warning').paragraph(advice, 2);
  addSources(page, sources, catalogue);
  const { unverifiable, unseen } = requirement;
  if (unverifiable !== undefined) section(page, 'Why no check verifies it').paragraph(unverifiable, 2);
  if (unseen !== undefined) section(page, 'What no check can see of it').paragraph(unseen, 2);
  addChecks(page, 'Verified by', id, checks);
}
