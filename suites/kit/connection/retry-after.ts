import type { Answer } from './answer.js';

/** How long a 429 that names no time is taken to ask for, in milliseconds. */
const UNNAMED_MS = 1_000;

/**
 * How many milliseconds an answer asks us to wait before we try again, in its body (`retry_after_ms`) or in its header
 * (`Retry-After`, seconds or a date); `undefined` where it is no 429.
 */
export function retryAfter(answer: Answer): number | undefined {
  if (answer.status !== 429) return undefined;
  const ms = answer.body['retry_after_ms'];
  if (typeof ms === 'number' && ms >= 0) return ms;
  const header = answer.headers['retry-after'] ?? '';
  const seconds = header.trim() === '' ? Number.NaN : Number(header);
  if (Number.isFinite(seconds) && seconds >= 0) return seconds * 1_000;
  // A date means what the server's own clock makes of it.
  const until = Date.parse(header) - Date.parse(answer.headers['date'] ?? '');
  return Number.isFinite(until) && until >= 0 ? until : UNNAMED_MS;
}
