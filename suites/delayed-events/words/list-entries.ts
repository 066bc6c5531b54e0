import type { Answer } from '../../kit/connection/answer.js';
import { type JsonRecord, isRecord } from '../../kit/rooms/matrix-json.js';

/** The entries of a list, as the forms have it that have one. */
export function entriesOf({ body }: Answer): JsonRecord[] {
  const entries = body['delayed_events'];
  return Array.isArray(entries) ? entries.filter(isRecord) : [];
}
