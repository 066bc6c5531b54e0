import type { Answer } from '../../kit/connection/answer.js';
import { type JsonRecord, type JsonValue, isRecord } from '../../kit/rooms/matrix-json.js';

/** What waits by a list, as the forms have it that have one: January's beside what is over, under another name. */
export function entriesOf(answer: Answer): JsonRecord[] {
  const entries = listIn(answer);
  return Array.isArray(entries) ? entries.filter(isRecord) : [];
}

/** Whether an answer is a list in one of these forms, however much there is in it. */
export function isList(answer: Answer): boolean {
  return answer.ok && Array.isArray(listIn(answer));
}

function listIn({ body }: Answer): JsonValue | undefined {
  return body['delayed_events'] ?? body['scheduled'];
}
