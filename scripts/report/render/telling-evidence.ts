import type { CheckReport } from '../document/check-schema.js';
import { shortPath } from './short-exchange.js';

type Entry = CheckReport['evidence'][number];

/** A thing that happened, and how often in a row. */
export interface Happened {
  readonly entry: Entry;
  readonly times: number;
}

/** Requests that only set the stage: they are left out where there is little room. */
const SETS_THE_STAGE = /\/(createRoom|login|logout|register|capabilities|sync)(\?|$)|\/(join|invite)(\/|$)/;

/** A message that only marks a place in the timeline. */
const IS_MARKER = '"futures-conformance.marker":true';

/** Notes that say what the server did, or how long that took. */
const TELLS = /^(seen: |nothing came in |\d+ ms pass$|the server was restarted)/;

/**
 * What of the evidence of a check tells what went wrong: no more than so many things, the first of them and the last. What
 * happened again and again is told once.
 *
 * @returns the things, and how many are left out between the first and the second part
 */
export function tellingEvidence(
  evidence: readonly Entry[],
  most: number,
): { readonly first: readonly Happened[]; readonly leftOut: number; readonly last: readonly Happened[] } {
  const telling = inRows(evidence.filter(isTelling));
  if (telling.length <= most) return { first: telling, leftOut: 0, last: [] };
  // What was wrong has shown at the end; how it began is told by the first request.
  const [first, last] = [telling.slice(0, 1), telling.slice(telling.length - (most - 2))];
  return { first, leftOut: telling.length - first.length - last.length, last };
}

function isTelling(entry: Entry): boolean {
  if (entry.kind === 'note') return TELLS.test(entry.text);
  return (
    entry.role === undefined && !SETS_THE_STAGE.test(entry.path) && !(entry.requestBody?.includes(IS_MARKER) ?? false)
  );
}

/** The last of each row of things that are alike. */
function inRows(entries: readonly Entry[]): Happened[] {
  const rows: Happened[] = [];
  for (const entry of entries) {
    const before = rows.at(-1);
    if (before === undefined || kindOf(before.entry) !== kindOf(entry)) rows.push({ entry, times: 1 });
    else rows.splice(-1, 1, { entry, times: before.times + 1 });
  }
  return rows;
}

/** What is alike has the same of this: who asked for what, but for names and ids, and how that was answered. */
function kindOf(entry: Entry): string {
  if (entry.kind === 'note') return entry.text;
  const path = shortPath(entry.path).replaceAll(/[!$@‹][^/?]*|[\w-]*-\d+/g, '*');
  return [entry.by, entry.method, path.replace(/(delayed_event|_future|send|state)\/.*/, '$1'), entry.status].join(' ');
}
