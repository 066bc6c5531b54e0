import { questionsMentioned } from '../../fixtures/requirements/mentioned-ids.js';
import type { OpenQuestion } from '../../fixtures/requirements/requirement.js';
import type { TerminalPage } from '../report/render/terminal-page.js';
import type { CheckedCatalogue } from './checked-catalogue.js';
import { addChecks, addSources, section } from './explanation-sections.js';

/** Writes down everything that there is to know about an open question. */
export function explainQuestion(
  page: TerminalPage,
  { id, question, sources, readings, others, settledLater, settledReading, unverifiable }: OpenQuestion,
  { catalogue, checks }: CheckedCatalogue,
): void {
  page.paragraph(`${page.paint('bold', id)}  open question of ${catalogue.revision}`);
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
  if (unverifiable !== undefined) section(page, 'Why no check looks').paragraph(unverifiable, 2);
  addChecks(page, 'Observed by', id, checks);
}
