import { type WholeBody, beginningOf, wholeOf } from '../connection/read-body.js';
import type { ExchangeEntry } from './evidence.js';

/** How much of a body is kept as evidence, in characters: more than an ordinary one has. */
const LONGEST_BODY = 4_096;

type Bodies = Partial<Pick<ExchangeEntry, 'requestBody' | 'requestCut' | 'responseBody' | 'responseCut'>>;

/**
 * A body as evidence: as it is, or its beginning with the length and the hash of the whole.
 *
 * @param whole - what it was, where it was cut already
 */
export function cutBody(side: 'request' | 'response', text: string | undefined, whole?: WholeBody): Bodies {
  if (text === undefined) return {};
  const isShort = text.length <= LONGEST_BODY;
  const body = isShort ? text : beginningOf(text, LONGEST_BODY);
  const cut = whole ?? (isShort ? undefined : wholeOf(text));
  if (side === 'request') return { requestBody: body, ...(cut === undefined ? {} : { requestCut: cut }) };
  return { responseBody: body, ...(cut === undefined ? {} : { responseCut: cut }) };
}
