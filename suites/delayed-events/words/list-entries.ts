import type { Answer } from '../../kit/connection/answer.js';
import { type JsonRecord, isRecord } from '../../kit/rooms/matrix-json.js';

/** What waits by a list, as the forms have it that have one: January's beside what is over, under another name. */
export function entriesOf({ body }: Answer): JsonRecord[] {
  const entries = body['delayed_events'] ?? body['scheduled'];
  return Array.isArray(entries) ? entries.filter(isRecord) : [];
}
