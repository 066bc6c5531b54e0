import { printable } from './printable.js';

/** How much of a text from outside stands in a line, in characters. */
const LONGEST = 400;

/** A text in which nothing is taken for Markdown, HTML, a mention or a link, but what stands between backticks for code. */
export function plain(text: string): string {
  const parts = printable(text.replaceAll(/\s+/g, ' ')).split('`');
  const isPaired = parts.length % 2 === 1 && parts.every((part, index) => index % 2 === 0 || part.trim() !== '');
  return parts
    .map((part, index) => (isPaired && index % 2 === 1 ? part.replaceAll('|', String.raw`\|`) : withoutMarkup(part)))
    .join(isPaired ? '`' : String.raw`\``);
}

function withoutMarkup(text: string): string {
  return text.replaceAll(/[\\*_{}[\]<>#|~&]/g, String.raw`\$&`).replaceAll('@', '@\u2060');
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
