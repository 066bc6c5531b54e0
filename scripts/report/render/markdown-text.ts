import { printable } from './printable.js';

/** How much of a text from outside stands in a line, in characters. */
const LONGEST = 400;

/** A text in which nothing is taken for Markdown, HTML, a mention or a link. */
export function plain(text: string): string {
  return printable(text.replaceAll(/\s+/g, ' '))
    .replaceAll(/[\\`*_{}[\]<>#|~&]/g, (sign) => (sign === '`' ? '`' : `\\${sign}`))
    .replaceAll('@', '@\u2060');
}

/** A text as code within a line: nothing in it means anything. */
export function code(text: string): string {
  const shown = printable(text.replaceAll(/\s+/g, ' ').trim()).replaceAll('|', '¦');
  const cut = shown.length > LONGEST ? `${shown.slice(0, LONGEST - 1)}…` : shown;
  const fence = '`'.repeat(longestRun(cut) + 1);
  return cut === '' ? '' : `${fence} ${cut} ${fence}`;
}

/** Lines as a block of code. */
export function fenced(text: string): string {
  const fence = '`'.repeat(Math.max(3, longestRun(text) + 1));
  return `${fence}text\n${text}\n${fence}`;
}

function longestRun(text: string): number {
  return Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
}
