import { type Terminal, TerminalPage } from './terminal-page.js';
import { plural } from '../../../suites/kit/checks/conclusion.js';
import type { Report } from '../document/report-schema.js';
import type { RequirementReport, RevisionReport } from '../document/revision-schema.js';
import { printable } from './printable.js';
import { renderFinding } from './terminal-finding.js';
import { renderBaseline, renderInconclusive, renderRun } from './terminal-run.js';
import { renderWire } from './terminal-wire.js';

const MARKS = {
  pass: { mark: '✔', style: 'green' },
  fail: { mark: '✘', style: 'red' },
  inconclusive: { mark: '?', style: 'yellow' },
  'not-applicable': { mark: '–', style: 'gray' },
  observation: { mark: '•', style: 'cyan' },
} as const;

const CONCLUSIONS = {
  conformant: { words: 'conformant', style: 'green' },
  'not-conformant': { words: 'not conformant', style: 'red' },
  'could-not-judge': { words: 'could not judge', style: 'yellow' },
  'stale-baseline': { words: 'stale baseline', style: 'yellow' },
} as const;

/** Where the meaning of a reading begins. */
const READING_COLUMN = 42;

/**
 * Renders a report for a person at a terminal: areas and requirements first, then how the run itself went, and at the end
 * what is wrong, the worst first, and what that comes to.
 */
export function renderTerminalReport(report: Report, terminal: Terminal): string {
  const page = new TerminalPage(terminal);
  for (const revision of report.revisions) {
    page.gap();
    for (const { name } of revision.areas) renderArea(page, revision, name);
    renderObservations(page, revision);
    renderNotApplicable(page, revision);
    renderWarnings(page, revision);
    renderInconclusive(page, revision.checks);
    renderBaseline(page, revision);
  }
  renderRun(page, report);
  for (const revision of report.revisions) {
    for (const finding of revision.findings.filter(({ level }) => level === 'fail')) {
      renderFinding(page, finding, revision);
    }
    renderWire(page, revision);
  }
  for (const revision of report.revisions) renderConclusion(page, report, revision);
  return page.toString();
}

function renderArea(page: TerminalPage, report: RevisionReport, area: string): void {
  const requirements = report.requirements.filter((requirement) => requirement.area === area);
  if (requirements.length === 0) return;
  const checks = report.checks.filter((check) => check.area === area);
  const worst = worstOf(requirements);
  const { mark, style } = MARKS[worst];
  const counts = `${plural(requirements.length, 'requirement')}, ${plural(checks.length, 'check')}`;
  page.paragraph(`${page.paint('bold', area)}  ${page.paint('gray', counts)}`, 2, page.paint(style, mark));
  page.paragraph(requirements.map((requirement) => requirementMark(page, requirement)).join('  '), 4);
}

function requirementMark(page: TerminalPage, { id, verdict }: RequirementReport): string {
  const { mark, style } = MARKS[verdict];
  // A no-break space keeps mark and id on one line.
  return `${page.paint(style, mark)}\u00a0${id}`;
}

function worstOf(requirements: readonly RequirementReport[]): keyof typeof MARKS {
  const order = ['fail', 'inconclusive', 'pass'] as const;
  return (
    order.find((verdict) => requirements.some((requirement) => requirement.verdict === verdict)) ?? 'not-applicable'
  );
}

function renderObservations(page: TerminalPage, { observations, questions: asked }: RevisionReport): void {
  const order = asked.map(({ id }) => id);
  const seen = observations.filter(
    ({ question, reading }, index) =>
      observations.findIndex((other) => other.question === question && other.reading === reading) === index,
  );
  const questions = seen.filter(({ question }) => order.includes(question));
  const others = seen.filter(({ question }) => !order.includes(question));
  if (questions.length > 0) page.gap().heading('Open questions: the readings this server follows');
  for (const { question, reading } of questions.toSorted(
    (x, y) => order.indexOf(x.question) - order.indexOf(y.question),
  )) {
    const meaning = asked.find(({ id }) => id === question)?.meanings[reading] ?? '';
    const label = `  ${question.padEnd(22)}${page.paint('cyan', printable(reading))}`;
    const indent = Math.max(READING_COLUMN, 26 + printable(reading).length);
    page.paragraph(page.paint('gray', meaning), indent, label);
  }
  if (others.length > 0) page.gap().heading('Also seen');
  for (const { question, reading } of others) page.paragraph(printable(reading), 24, `  ${question}`);
}

function renderNotApplicable(page: TerminalPage, report: RevisionReport): void {
  const checks = report.checks.filter((check) => check.verdict === 'not-applicable');
  if (checks.length === 0) return;
  page.gap().heading('Not applicable here');
  for (const { id, message } of checks) {
    const { mark, style } = MARKS['not-applicable'];
    page.paragraph(`${id}: ${printable(message)}`, 4, `  ${page.paint(style, mark)}`);
  }
}

/** Broken advice: one line for each, with the best example. */
function renderWarnings(page: TerminalPage, { findings, checks }: RevisionReport): void {
  const warnings = findings.filter(({ level }) => level === 'warning');
  if (warnings.length === 0) return;
  page.gap().heading('Warnings');
  for (const { requirement, witnesses } of warnings) {
    const [best = '', ...others] = witnesses;
    const example = checks.find(({ id }) => id === best);
    const message = example?.warnings.find((warning) => warning.requirement === requirement)?.message ?? '';
    const more = others.length === 0 ? '' : ` and ${plural(others.length, 'more check')}`;
    page.paragraph(`${requirement} (${best}${more}): ${printable(message)}`, 4, `  ${page.paint('yellow', '!')}`);
  }
}

function renderConclusion(page: TerminalPage, { target, durationMs }: Report, revision: RevisionReport): void {
  const { conclusion, reason, name } = revision;
  const { words, style } = CONCLUSIONS[conclusion];
  page
    .gap()
    .paragraph(
      `${page.paint(['bold', style], words)}: ${reason} ` +
        page.paint('gray', `(${name} on ${target.name}, ${(durationMs / 1_000).toFixed(1)} s)`),
    );
}
