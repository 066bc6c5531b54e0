import { printable } from './printable.js';
import type { TerminalPage } from './terminal-page.js';
import type { CheckReport } from '../report.js';

/** How much of a body stands on a line before it is cut. */
const BODY_LENGTH = 160;

/** Writes down what happened in a check, one line for each thing, with milliseconds since the check began. */
export function renderEvidence(page: TerminalPage, evidence: CheckReport['evidence']): void {
  for (const entry of evidence) {
    const at = page.paint('gray', `+${(entry.at / 1_000).toFixed(3)} s`);
    if (entry.kind === 'note') {
      page.paragraph(page.paint('italic', printable(entry.text)), 16, `    ${at}`);
      continue;
    }
    const by = entry.by === undefined ? '' : `${entry.by} `;
    const asked = `${by}${entry.method} ${entry.path}${entry.requestBody === undefined ? '' : ` ${shortened(entry.requestBody)}`}`;
    const answered =
      entry.status === undefined ? 'no answer' : `${entry.status} ${shortened(entry.responseBody ?? '')}`;
    page.paragraph(`${printable(asked)} ${page.paint('bold', '→')} ${printable(answered)}`, 16, `    ${at}`);
  }
}

function shortened(body: string): string {
  return body.length > BODY_LENGTH ? `${body.slice(0, BODY_LENGTH)}…` : body;
}
