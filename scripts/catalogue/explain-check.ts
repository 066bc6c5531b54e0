import type { Catalogue } from '../../fixtures/requirements/catalogue.js';
import type { TerminalPage } from '../report/render/terminal-page.js';
import type { CheckSummary } from './check-summary.js';
import { addCommand, section } from './explanation-sections.js';

/** Writes down what a check judges, and how to run it alone. */
export function explainCheck(
  page: TerminalPage,
  { id, title, requirements }: CheckSummary,
  catalogue: Catalogue,
): void {
  page.paragraph(`${page.paint('bold', id)}  check of ${catalogue.revision}`);
  page.gap().paragraph(title, 2);
  section(page, 'What it judges');
  const width = Math.max(0, ...requirements.map((each) => each.length)) + 4;
  for (const judged of requirements) {
    const words = catalogue.requirement(judged)?.wording ?? catalogue.question(judged)?.question;
    page.paragraph(words ?? 'is not in the catalogue of this revision', width, `  ${page.paint('cyan', judged)}`);
  }
  addCommand(page, 'Run just this one', id);
}
