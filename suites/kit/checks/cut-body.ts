import { createHash } from 'node:crypto';

import type { ExchangeEntry } from './evidence.js';

/** How much of a body is kept as evidence, in characters: more than an ordinary one has. */
const LONGEST_BODY = 4_096;

type Bodies = Partial<Pick<ExchangeEntry, 'requestBody' | 'requestCut' | 'responseBody' | 'responseCut'>>;

/** A body as evidence: as it is, or its beginning with the length and the hash of the whole. */
export function cutBody(side: 'request' | 'response', text: string | undefined): Bodies {
  if (text === undefined) return {};
  const whole = text.length <= LONGEST_BODY;
  const body = whole ? text : `${text.slice(0, LONGEST_BODY)}…`;
  const cut = whole
    ? undefined
    : { bytes: Buffer.byteLength(text), sha256: createHash('sha256').update(text).digest('hex') };
  if (side === 'request') return { requestBody: body, ...(cut === undefined ? {} : { requestCut: cut }) };
  return { responseBody: body, ...(cut === undefined ? {} : { responseCut: cut }) };
}
