import { plural } from '../../../suites/kit/checks/conclusion.js';
import type { Report } from '../document/report-schema.js';
import type { RevisionReport } from '../document/revision-schema.js';
import { printable } from './printable.js';
import { renderAreas, renderEveryRequirement } from './terminal-areas.js';
import { renderAllEvidence } from './terminal-evidence.js';
import { renderFinding } from './terminal-finding.js';
import { CONCLUSIONS } from './terminal-marks.js';
import { type Terminal, TerminalPage } from './terminal-page.js';
import { renderEveryReading, renderUnusualReadings } from './terminal-readings.js';
import { renderBaseline, renderRun } from './terminal-run.js';
import { renderEveryUnjudged, renderUnjudged } from './terminal-unjudged.js';
import { renderWire } from './terminal-wire.js';

/** How many findings are told in full. */
const MOST_FINDINGS = 10;

/**
 * Renders a report for a person at a terminal. Where all is well it fits on a screen; else it ends with what is wrong, the
 * worst first, and its very last lines say what the run comes to.
 *
 * @param verbose - tell all that there is in the report
 */
export function renderTerminalReport(report: Report, terminal: Terminal, verbose = false): string {
  const page = new TerminalPage(terminal);
  for (const [index, revision] of report.revisions.entries()) {
    if (index > 0) page.gap();
    if (verbose) renderInFull(page, revision);
    else renderInShort(page, revision);
    renderWarnings(page, revision);
    renderBaseline(page, revision);
  }
  renderRun(page, report);
  for (const revision of report.revisions) {
    renderFindings(page, revision, verbose);
    renderWire(page, revision, verbose);
  }
  renderConclusion(page, report);
  return page.toString();
}

function renderInShort(page: TerminalPage, revision: RevisionReport): void {
  renderAreas(page, revision);
  renderUnusualReadings(page, revision);
  renderUnjudged(page, revision, 'not-applicable');
  renderUnjudged(page, revision, 'inconclusive');
}

function renderInFull(page: TerminalPage, revision: RevisionReport): void {
  renderAllEvidence(page, revision);
  renderEveryRequirement(page, revision);
  renderEveryReading(page, revision);
  renderEveryUnjudged(page, revision);
}

/** Broken advice: one line for each, with the best example. */
function renderWarnings(page: TerminalPage, { findings, checks }: RevisionReport): void {
  const warnings = findings.filter(({ level }) => level === 'warning');
  if (warnings.length === 0) return;
  page.line('Warnings', 2);
  for (const { requirement, witnesses } of warnings) {
    const [best = '', ...others] = witnesses;
    const example = checks.find(({ id }) => id === best);
    const message = example?.warnings.find((warning) => warning.requirement === requirement)?.message ?? '';
    const more = others.length === 0 ? '' : ` and ${plural(others.length, 'more check')}`;
    page.paragraph(`${requirement} (${best}${more}): ${printable(message)}`, 6, `    ${page.paint('yellow', '!')}`);
  }
}

function renderFindings(page: TerminalPage, revision: RevisionReport, verbose: boolean): void {
  const findings = revision.findings.filter(({ level }) => level === 'fail');
  const shown = verbose ? findings : findings.slice(0, MOST_FINDINGS);
  for (const finding of shown) renderFinding(page, finding, revision);
  const rest = findings.slice(shown.length);
  if (rest.length === 0) return;
  const ids = rest.map(({ requirement }) => requirement).join(', ');
  page.gap().paragraph(`Broken, too, and told in the report or with --verbose: ${ids}`);
}

function renderConclusion(page: TerminalPage, { conclusion, reason, target, durationMs }: Report): void {
  const { words, style } = CONCLUSIONS[conclusion];
  const known = target.name === 'embedded' ? undefined : target.software;
  const software = known === undefined ? '' : `${printable(Object.values(known).join(' '))} at `;
  page
    .gap()
    .paragraph(
      `${page.paint(['bold', style], words)}: ${printable(reason)} ` +
        page.paint('gray', `(${software}${target.name}, ${(durationMs / 1_000).toFixed(1)} s)`),
    );
}
