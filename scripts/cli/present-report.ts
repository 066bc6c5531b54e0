import type { Report } from '../report/document/report-schema.js';
import { printable } from '../report/render/printable.js';
import { renderTerminalReport } from '../report/render/terminal-report.js';
import { tracesInWords } from '../report/render/run-in-words.js';
import { outputTerminal } from './output-terminal.js';

/** Shows a report to a person at the terminal; of what was not judged, why. */
export function presentReport(report: Report): void {
  const { revisions, target, reason, run } = report;
  const judged = revisions.filter(({ implemented }) => implemented);
  const obstacles =
    revisions.length === 0 ? [reason] : revisions.flatMap((each) => (each.implemented ? [] : [each.reason]));
  for (const obstacle of new Set(obstacles)) {
    process.stderr.write(`Could not judge ${target.name}: ${printable(obstacle)}\n`);
  }
  if (judged.length > 0) {
    process.stdout.write(renderTerminalReport({ ...report, revisions: judged }, outputTerminal()));
    return;
  }
  const traces = tracesInWords(run);
  if (traces.length > 0) process.stderr.write(`The run: ${traces.join(', ')}.\n`);
  for (const sentence of run.leftBehind) process.stderr.write(`Left behind on the server: ${printable(sentence)}\n`);
}
