import { randomUUID } from 'node:crypto';

import type { Report } from '../report/document/report-schema.js';
import { renderAnnotations } from '../report/render/annotations.js';
import { printable } from '../report/render/printable.js';
import { renderTerminalReport } from '../report/render/terminal-report.js';
import { tracesInWords } from '../report/render/run-in-words.js';
import { outputTerminal } from './output-terminal.js';

/** How somebody wants to see a report. */
export interface Presentation {
  /** Whether a runner of GitHub reads along: nothing that a server has said is to be a command to it. */
  readonly annotate: boolean;
  /** Whether to show all that there is. */
  readonly verbose: boolean;
}

/**
 * Shows a report to a person at the terminal; of what was not judged, why.
 */
export function presentReport(report: Report, { annotate, verbose }: Presentation): void {
  if (!annotate) return presentToPerson(report, verbose);
  const resume = randomUUID();
  process.stdout.write(`::stop-commands::${resume}\n`);
  presentToPerson(report, verbose);
  process.stdout.write(`::${resume}::\n${renderAnnotations(report)}`);
}

function presentToPerson(report: Report, verbose: boolean): void {
  const { revisions, target, reason, run } = report;
  const judged = revisions.filter(({ implemented }) => implemented);
  const obstacles =
    revisions.length === 0 ? [reason] : revisions.flatMap((each) => (each.implemented ? [] : [each.reason]));
  for (const obstacle of new Set(obstacles)) {
    process.stderr.write(`Could not judge ${target.name}: ${printable(obstacle)}\n`);
  }
  if (judged.length > 0) {
    process.stdout.write(renderTerminalReport({ ...report, revisions: judged }, outputTerminal(), verbose));
    return;
  }
  const traces = tracesInWords(run);
  if (traces.length > 0) process.stderr.write(`The run: ${traces.join(', ')}.\n`);
  for (const sentence of run.leftBehind) process.stderr.write(`Left behind on the server: ${printable(sentence)}\n`);
}
