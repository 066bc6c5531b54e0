import type { CheckReport } from '../document/check-schema.js';
import { printable } from './printable.js';
import { shortPath } from './short-exchange.js';
import { tellingEvidence } from './telling-evidence.js';

/** How much of a body stands in a line, in characters. */
const LONGEST = 160;

/**
 * What of the evidence of a check tells what went wrong, line by line, as plain text.
 *
 * @param most - how many lines at the most
 */
export function evidenceLines({ evidence }: CheckReport, most: number): string[] {
  const { first, leftOut, last } = tellingEvidence(evidence, most);
  return [
    ...first.map(({ entry, times }) => lineOf(entry, times)),
    ...(leftOut > 0 ? [`… ${leftOut} more, in the report`] : []),
    ...last.map(({ entry, times }) => lineOf(entry, times)),
  ];
}

function lineOf(entry: CheckReport['evidence'][number], times: number): string {
  const at = `+${(entry.at / 1_000).toFixed(3)} s  `;
  if (entry.kind === 'note') return at + printable(cut(entry.text));
  const { by = 'nobody', method, path, requestBody = '', status, responseBody = '' } = entry;
  const often = times === 1 ? '' : `${times}× `;
  const answer = status === undefined ? 'no answer' : `${status} ${cut(responseBody)}`;
  return (
    at +
    printable(
      `${often}${by}: ${method} ${shortPath(path)} ${cut(requestBody)} → ${answer}`.replaceAll(/\s+/g, ' ').trim(),
    )
  );
}

function cut(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;
}
