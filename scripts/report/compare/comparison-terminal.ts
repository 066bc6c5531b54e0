import { printable } from '../render/printable.js';
import { type Terminal, TerminalPage } from '../render/terminal-page.js';
import type { ComparedRevision, Comparison } from './comparison.js';
import {
  CHANGES,
  STANDINGS,
  namesInWords,
  numberOf,
  progressInWords,
  runInALine,
  restInWords,
} from './comparison-in-words.js';
import type { Standing } from './standing.js';

const STYLES = {
  pass: 'green',
  warning: 'yellow',
  fail: 'red',
  inconclusive: 'yellow',
  'not-applicable': 'gray',
  'not-run': 'gray',
} as const satisfies Record<Standing, string>;

/** How wide a column of signs is. */
const COLUMN = 4;

/** Renders a comparison for a person at a terminal: the runs, then what differs between them, by revision. */
export function renderComparison(comparison: Comparison, terminal: Terminal): string {
  const page = new TerminalPage(terminal);
  page.gap().heading('Compared');
  for (const [index, run] of comparison.runs.entries()) {
    page.paragraph(printable(runInALine(run)), 6, `  ${numberOf(index)}`);
  }
  for (const revision of comparison.revisions) renderRevision(page, revision);
  const progress = progressInWords(comparison);
  if (progress !== '') page.gap().paragraph(page.paint('bold', `From ${numberOf(0)} to ${numberOf(1)}: ${progress}.`));
  return page.toString();
}

function renderRevision(page: TerminalPage, revision: ComparedRevision): void {
  page.gap().heading(revision.name);
  for (const [index, form] of revision.forms.entries()) {
    if (form !== undefined) page.paragraph(printable(`speaks ${form}`), 6, `  ${numberOf(index)}`);
  }
  renderChanges(page, revision);
  renderRequirements(page, revision);
  renderReadings(page, revision);
  page.gap().paragraph(page.paint('gray', `${restInWords(revision)}.`), 2);
}

function renderChanges(page: TerminalPage, { changes, failsNow, failsNoMore }: ComparedRevision): void {
  for (const [is, heading] of CHANGES) {
    const here = changes.filter((change) => change.is === is);
    if (here.length > 0) page.gap().paragraph(page.paint('bold', `${heading} (${here.length})`), 2);
    for (const { id, before, after, wording } of here) {
      const told = `${STANDINGS[before].words} → ${page.paint(STYLES[after], STANDINGS[after].words)}`;
      page.paragraph(`${page.paint('bold', id)}  ${told}  ${page.paint('gray', wording)}`, 6);
    }
  }
  if (failsNow.length > 0) page.gap().paragraph(`Checks that fail now and did not: ${namesInWords(failsNow)}`, 2);
  if (failsNoMore.length > 0) page.gap().paragraph(`Checks that fail no more: ${namesInWords(failsNoMore)}`, 2);
}

function renderRequirements(page: TerminalPage, { requirements }: ComparedRevision): void {
  const differing = requirements.filter(({ differs }) => differs);
  if (differing.length === 0) return;
  page.gap().paragraph(page.paint('bold', `Requirements that differ (${differing.length})`), 2);
  const [first] = differing;
  const count = first?.standings.length ?? 0;
  page.line(Array.from({ length: count }, (_, index) => numberOf(index).padEnd(COLUMN)).join(''), 2);
  for (const { id, wording, standings } of differing) {
    const signs = standings.map((standing) => {
      const { sign } = STANDINGS[standing];
      return ` ${page.paint(STYLES[standing], sign)}  `;
    });
    page.paragraph(`${page.paint('bold', id)}  ${wording}`, 4 + COLUMN * count, `  ${signs.join('')}`);
  }
}

function renderReadings(page: TerminalPage, { questions }: ComparedRevision): void {
  const differing = questions.filter(({ differs }) => differs);
  if (differing.length === 0) return;
  page.gap().paragraph(page.paint('bold', `Readings that differ (${differing.length})`), 2);
  for (const { id, question, readings } of differing) {
    page.paragraph(`${page.paint('bold', id)}  ${page.paint('gray', question)}`, 4);
    for (const [index, observed] of readings.entries()) {
      page.paragraph(printable(observed.join(', ') || 'not observed'), 10, `      ${numberOf(index)}`);
    }
  }
}
