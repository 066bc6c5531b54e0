import type { Answer } from '../../kit/connection/answer.js';
import type { EvidenceEntry } from '../../kit/checks/evidence.js';
import type { ListedFuture } from '../words/listing.js';
import type { Divergence } from '../../sequences/divergence.js';
import { knownFrom, type KnownFuture } from './known-future.js';

/** Whether a server that limits requests says so as Matrix does (ERR-9). */
export function judgeLimits(entries: readonly EvidenceEntry[]): Divergence | undefined {
  const wrong = entries.find(
    (entry) =>
      entry.kind === 'exchange' &&
      entry.status === 429 &&
      entry.path.includes('future') &&
      !/"errcode"\s*:\s*"M_LIMIT_EXCEEDED"/.test(entry.responseBody ?? ''),
  );
  if (wrong?.kind !== 'exchange') return undefined;
  return { requirement: 'ERR-9', expected: '429 with M_LIMIT_EXCEEDED', seen: `429 ${wrong.responseBody}` };
}

/**
 * Whether a request that was turned away with 429 has had no effect (ERR-9).
 *
 * @param listed - the requester's futures afterwards
 * @param answer - what the request was answered with when it was made again
 */
export function judgeLimitedRequest(
  listed: readonly ListedFuture[],
  answer: Answer,
  known: ReadonlyMap<number, KnownFuture>,
): Divergence | undefined {
  const tokens = new Set([knownFrom(answer.body), ...known.values()].map((future) => future?.send));
  const extra = listed.find(({ response }) => !tokens.has(knownFrom(response)?.send));
  if (extra === undefined) return undefined;
  const expected = 'no future of a request that was answered with 429';
  return { requirement: 'ERR-9', expected, seen: `the listing has ${extra.url}` };
}
