import type { CheckReport } from '../document/check-schema.js';
import type { RevisionReport } from '../document/revision-schema.js';
import { printable } from './printable.js';
import { markOf } from './terminal-marks.js';
import type { TerminalPage } from './terminal-page.js';

/** Where what happened begins. */
const COLUMN = 14;

/** Tells of every check what happened, request by request, with nothing left out. */
export function renderAllEvidence(page: TerminalPage, { name, checks }: RevisionReport): void {
  const told = checks.filter(({ evidence }) => evidence.length > 0);
  if (told.length === 0) return;
  page.gap().heading(`${name}: what happened in each check`);
  for (const check of told) {
    page.gap().paragraph(`${page.paint('bold', check.id)}  ${check.title}`, 2, markOf(page, check.verdict));
    if (check.message !== '') page.paragraph(printable(check.message), 4);
    for (const line of check.violation?.story ?? []) page.paragraph(printable(line), 4);
    for (const entry of check.evidence) renderEntry(page, entry);
  }
}

function renderEntry(page: TerminalPage, entry: CheckReport['evidence'][number]): void {
  const at = `    ${page.paint('gray', `+${(entry.at / 1_000).toFixed(3)} s`)}`;
  if (entry.kind === 'note') {
    page.paragraph(page.paint('italic', printable(entry.text)), COLUMN, at);
    return;
  }
  const { by = 'nobody', method, path, requestHeaders, requestBody, requestCut } = entry;
  page.paragraph(printable(`${by}: ${method} ${path}`), COLUMN, at);
  renderHeaders(page, requestHeaders);
  renderBody(page, requestBody, requestCut);
  const { status, took, responseHeaders, responseBody, responseCut } = entry;
  const answer = status === undefined ? 'no answer' : String(status);
  page.paragraph(`→ ${answer} ${page.paint('gray', `after ${took} ms`)}`, COLUMN);
  renderHeaders(page, responseHeaders);
  renderBody(page, responseBody, responseCut);
}

function renderHeaders(page: TerminalPage, headers: Readonly<Record<string, string>> = {}): void {
  for (const [name, value] of Object.entries(headers)) page.paragraph(printable(`${name}: ${value}`), COLUMN + 2);
}

function renderBody(
  page: TerminalPage,
  body: string | undefined,
  cut: { readonly bytes: number; readonly sha256: string } | undefined,
): void {
  if (body !== undefined && body !== '') page.paragraph(printable(body), COLUMN + 2);
  if (cut !== undefined) page.paragraph(page.paint('gray', `(${cut.bytes} bytes, SHA-256 ${cut.sha256})`), COLUMN + 2);
}
