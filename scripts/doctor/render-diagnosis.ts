import { printable } from '../report/render/printable.js';
import { type Terminal, TerminalPage } from '../report/render/terminal-page.js';
import type { Diagnosis } from './diagnosis.js';

const MARKS = {
  fine: { mark: '✔', style: 'green' },
  remark: { mark: '!', style: 'yellow' },
  problem: { mark: '✘', style: 'red' },
} as const;

/** Renders what was found out for a person at a terminal. */
export function renderDiagnosis({ target, ready, findings }: Diagnosis, terminal: Terminal): string {
  const page = new TerminalPage(terminal);
  const width = Math.max(0, ...findings.map(({ name }) => name.length)) + 4;
  page.gap();
  for (const { name, state, text, mend } of findings) {
    const { mark, style } = MARKS[state];
    page.paragraph(printable(text), width, `${page.paint(style, mark)} ${name}`);
    if (mend !== undefined) page.paragraph(page.paint('bold', mend), width);
  }
  const conclusion = ready
    ? page.paint('green', 'The suites can be run')
    : page.paint('red', 'The suites cannot be run');
  page.gap().paragraph(`${conclusion} against ${target}.`);
  return page.toString();
}
